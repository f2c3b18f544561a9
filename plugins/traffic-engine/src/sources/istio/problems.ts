import { destinationRules } from '../../istio/facts/destinationRules';
import { NAMESPACE, SERVICE } from '../../kinds/coreKinds';
import { refOf } from '../../model/refs';
import type { ClusterSnapshot } from '../../snapshot/ClusterSnapshot';
import type { SourceProblem } from '../Source';
import type { ServerEntry } from './gateways/ServerEntry';

const USE_WAYPOINT = 'istio.io/use-waypoint';
const DATA_PLANE_MODE = 'istio.io/dataplane-mode';
const NETWORK = 'topology.istio.io/network';

/** What was seen and is not translated, each once. */
export function listProblems(
  snapshot: ClusterSnapshot,
  servers: readonly ServerEntry[],
): readonly SourceProblem[] {
  return [
    ...servers.flatMap(serverProblems),
    ...ambientProblems(snapshot),
    ...ruleProblems(snapshot),
  ];
}

const WHAT_IS_TAKEN = {
  'port-taken': 'a server on this port',
  'host-taken': 'a server with TLS options for one of its hosts on this port',
  'port-name-taken': 'an HTTPS server with this name of the port',
};

function serverProblems({
  gateway,
  path,
  kind,
  fact,
  leftOut,
}: ServerEntry): readonly SourceProblem[] {
  const say = (field: string, message: string): SourceProblem => ({
    severity: 'info',
    object: gateway.ref,
    path: `${path}.${field}`,
    message,
  });
  return [
    ...(leftOut
      ? [
          say(
            leftOut.by === 'host-taken' ? 'hosts' : 'port',
            `istiod ${
              leftOut.isSure ? 'leaves' : 'may leave'
            } this server out, since Gateway ${leftOut.holder.ref.namespace}/${
              leftOut.holder.ref.name
            } has ${WHAT_IS_TAKEN[leftOut.by]} on the same proxy.`,
          ),
        ]
      : []),
    ...(kind === 'east-west'
      ? [
          say(
            'tls.mode',
            'An east-west server: it carries the mesh’s own TLS between clusters (AUTO_PASSTHROUGH) and is no way in for others. A Service of the same name and namespace in another cluster of the mesh is the same Service.',
          ),
        ]
      : []),
    ...(fact.bind
      ? [
          say(
            'bind',
            `Seen, not interpreted: the server listens on ${fact.bind} alone.`,
          ),
        ]
      : []),
    ...(fact.defaultEndpoint
      ? [
          say(
            'defaultEndpoint',
            'Seen, not interpreted: requests without a route go to a default endpoint.',
          ),
        ]
      : []),
  ];
}

/** Namespaces and Services whose traffic waypoints take: their rules are Gateway API routes, and those of sidecars do not hold. */
function ambientProblems(snapshot: ClusterSnapshot): readonly SourceProblem[] {
  return [NAMESPACE, SERVICE].flatMap(kind =>
    snapshot.list(kind).flatMap(({ metadata }): readonly SourceProblem[] => {
      const { labels } = metadata;
      if (
        !labels ||
        !(
          labels[USE_WAYPOINT] ||
          labels[DATA_PLANE_MODE] ||
          (labels[NETWORK] && kind === NAMESPACE)
        )
      ) {
        return [];
      }
      const object = refOf(
        snapshot.cluster,
        kind,
        metadata.namespace ?? '',
        metadata.name,
      );
      const say = (key: string, message: string): SourceProblem => ({
        severity: 'info',
        object,
        path: `metadata.labels['${key}']`,
        message,
      });
      const waypoint = labels[USE_WAYPOINT];
      return [
        ...(waypoint && waypoint !== 'none'
          ? [
              say(
                USE_WAYPOINT,
                `Requests to ${kind.kind} ${metadata.name} pass the waypoint ${waypoint} (ambient mesh), which serves routes of the Gateway API: what VirtualServices set for the mesh may not hold there.`,
              ),
            ]
          : []),
        ...(labels[DATA_PLANE_MODE] === 'ambient' && !waypoint
          ? [
              say(
                DATA_PLANE_MODE,
                `Workloads of ${metadata.name} have no sidecars (ambient mesh): without a waypoint no rule for HTTP holds for requests between them.`,
              ),
            ]
          : []),
        ...(labels[NETWORK] && kind === NAMESPACE
          ? [
              say(
                NETWORK,
                `This cluster is in the network ${labels[NETWORK]} of a mesh of several clusters: Services of the same name and namespace in them are one.`,
              ),
            ]
          : []),
      ];
    }),
  );
}

/** Fields of rules that are not translated. */
function ruleProblems(snapshot: ClusterSnapshot): readonly SourceProblem[] {
  return snapshot
    .index(destinationRules)
    .all.flatMap(({ ref, spec }): readonly SourceProblem[] => {
      const policy = spec.trafficPolicy;
      const fields = [
        ...(policy?.tunnel ? ['spec.trafficPolicy.tunnel'] : []),
        ...(policy?.proxyProtocol ? ['spec.trafficPolicy.proxyProtocol'] : []),
        ...(policy?.retryBudget ? ['spec.trafficPolicy.retryBudget'] : []),
        ...(spec.workloadSelector ? ['spec.workloadSelector'] : []),
      ];
      return fields.map(path => ({
        severity: 'info',
        object: ref,
        path,
        message:
          path === 'spec.workloadSelector'
            ? 'This rule holds for the clients of its namespace that it selects alone: routes of the mesh, whose callers differ, are shown without it.'
            : 'Seen, not interpreted: this field is not translated.',
      }));
    });
}
