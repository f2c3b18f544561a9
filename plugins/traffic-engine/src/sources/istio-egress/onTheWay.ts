import type { LayerVerdict, ObjectRef } from '@portolan/plugin-traffic-common';
import { layerAnswer } from '../../egress/layerAnswer';
import { toWire } from '../../egress/judgeDependency';
import {
  authorizationPolicies,
  type AuthorizationPolicy,
} from '../../istio/facts/authorizationPolicies';
import type { GatewayServer } from '../../istio/facts/gateways';
import { AUTHORIZATION_POLICY } from '../../istio/kinds';
import { meshConfig } from '../../istio/meshConfig';
import { WAYPOINT_CLASS } from '../../istio/waypoints';
import { matchLabels } from '../../match/labels';
import type { WayOutAnswer } from '../../model/drafts';
import { at } from '../../model/refs';
import { canTellAbsence } from '../../references/lookUp';
import type { ClusterSnapshot } from '../../snapshot/ClusterSnapshot';
import { serviceIndex } from '../../topology/serviceIndex';
import {
  AUTHORIZATION_LAYER,
  judgePolicies,
  type Facts,
} from './authorizationJudge';
import { SOURCE_ID } from './kinds';
import type { AuthorizationQuestion, Caller } from './matchAuthorization';

const WAYPOINT_LAYER = 'istio-waypoint';
const EGRESS_GATEWAY_LAYER = 'istio-egress-gateway';

type OnTheWay = NonNullable<WayOutAnswer['onTheWay']>;

/** What is called, and by whom. */
interface Call {
  readonly caller: Caller | null;
  /** null: by which of its names it is called is not known. */
  readonly host: string | null;
  readonly port: number | null;
  readonly enforcer: AuthorizationQuestion['enforcer'];
}

/**
 * What the AuthorizationPolicies at a waypoint say of a call: those that target the waypoint, the Service or ServiceEntry that
 * is called, or (in the root namespace) the class of waypoints. Policies with a selector are none of a waypoint's.
 */
export function authorizeAtWaypoint(
  snapshot: ClusterSnapshot,
  options: { waypoint: ObjectRef; target: ObjectRef; call: Call },
): OnTheWay {
  const { waypoint, target, call } = options;
  const { rootNamespace } = snapshot.index(meshConfig);
  const isFor = ({ ref, spec }: AuthorizationPolicy) =>
    [...spec.targetRefs, ...(spec.targetRef ? [spec.targetRef] : [])].some(
      ({ group, kind, name }) => {
        switch (`${group ?? ''}/${kind}`) {
          case 'gateway.networking.k8s.io/Gateway':
            return (
              name === waypoint.name && ref.namespace === waypoint.namespace
            );
          case 'networking.istio.io/ServiceEntry':
          case '/Service':
          case 'core/Service':
            return (
              kind === target.kind &&
              name === target.name &&
              ref.namespace === target.namespace
            );
          case 'gateway.networking.k8s.io/GatewayClass':
            return name === WAYPOINT_CLASS && ref.namespace === rootNamespace;
          default:
            return false;
        }
      },
    );
  return judge(snapshot, {
    layer: WAYPOINT_LAYER,
    namespaces: [waypoint.namespace, target.namespace, rootNamespace],
    isFor,
    call,
  });
}

/**
 * What the AuthorizationPolicies that select the pods of an egress gateway say of a call through it. Only a server with the
 * mesh's own TLS (ISTIO_MUTUAL) surely sees who calls.
 */
export function authorizeAtGateway(
  snapshot: ClusterSnapshot,
  options: {
    service: ObjectRef;
    server: GatewayServer | undefined;
    call: Omit<Call, 'enforcer'>;
  },
): OnTheWay {
  const { service, server, call } = options;
  const { rootNamespace } = snapshot.index(meshConfig);
  const services = snapshot.index(serviceIndex);
  const workloads = services.workloadsOf(service.namespace, service.name);
  const isFor = ({ ref, spec }: AuthorizationPolicy) =>
    spec.targetRef === null &&
    spec.targetRefs.length === 0 &&
    [service.namespace, rootNamespace].includes(ref.namespace) &&
    workloads.some(({ podLabels }) =>
      matchLabels({ matchLabels: spec.selector?.matchLabels }, podLabels),
    );
  const target = services
    .get(service.namespace, service.name)
    ?.ports.find(({ port }) => port === call.port)?.targetPort;
  return judge(snapshot, {
    layer: EGRESS_GATEWAY_LAYER,
    namespaces: [service.namespace, rootNamespace],
    isFor,
    call: {
      ...call,
      caller: server?.tls?.mode === 'ISTIO_MUTUAL' ? call.caller : null,
      port: typeof target === 'number' ? target : null,
      enforcer: seesRequests(server) ? 'requests' : 'connections',
    },
  });
}

/** Whether a server of a gateway looks into what it passes on; one that is not known may. */
function seesRequests(server: GatewayServer | undefined): boolean {
  const protocol = server?.port.protocol?.toUpperCase() ?? 'HTTP';
  return (
    protocol.startsWith('HTTP') &&
    server?.tls?.mode !== 'PASSTHROUGH' &&
    server?.tls?.mode !== 'AUTO_PASSTHROUGH'
  );
}

function judge(
  snapshot: ClusterSnapshot,
  options: {
    layer: string;
    namespaces: readonly string[];
    isFor: (policy: AuthorizationPolicy) => boolean;
    call: Call;
  },
): OnTheWay {
  const { layer, namespaces, isFor, call } = options;
  const say = (facts: Facts): readonly LayerVerdict[] => [
    toWire(layerAnswer({ layer, direction: 'egress', ...facts })),
  ];
  const policies = snapshot.index(authorizationPolicies);
  const status = snapshot.statusOf(AUTHORIZATION_POLICY);
  const scopes = [...new Set(namespaces)];
  const unread = policies.unreadable.filter(({ object }) =>
    scopes.includes(object.namespace),
  );
  const verdicts = () => {
    if (!scopes.every(name => canTellAbsence(status, name))) {
      return say({
        outcomes: ['allow', 'deny'],
        code: 'kind-not-known',
        rules: [],
        because: status,
      });
    }
    if (unread.length > 0) {
      return say({
        outcomes: ['allow', 'deny'],
        code: 'policy-not-readable',
        rules: unread.map(({ object, path }) => at(SOURCE_ID, object)(path)),
      });
    }
    const decided = judgePolicies(
      scopes.flatMap(name => policies.inNamespace(name)).filter(isFor),
      { ...call, trust: snapshot.index(meshConfig) },
    );
    return decided ? say(decided) : [];
  };
  return { verdicts: verdicts(), insteadOf: AUTHORIZATION_LAYER };
}
