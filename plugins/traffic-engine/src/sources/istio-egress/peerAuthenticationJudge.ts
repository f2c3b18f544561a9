import { layerAnswer } from '../../egress/layerAnswer';
import { namespaceLabels } from '../../egress/namespaceLabels';
import { peerAuthentications } from '../../istio/facts/peerAuthentications';
import { PEER_AUTHENTICATION } from '../../istio/kinds';
import { meshConfig } from '../../istio/meshConfig';
import {
  membershipOf,
  MEMBERSHIP_LABELS,
  type MeshMembership,
} from '../../istio/meshMembership';
import {
  mutualTlsModes,
  type MutualTls,
  type MutualTlsModes,
} from '../../istio/mutualTls';
import type {
  Connection,
  ConnectionJudge,
  LayerAnswer,
} from '../../model/drafts';
import { at } from '../../model/refs';
import { canTellAbsence } from '../../references/lookUp';
import type { ClusterSnapshot } from '../../snapshot/ClusterSnapshot';
import type { Facts } from './authorizationJudge';
import { clientTlsRules } from './clientTlsRules';
import { SOURCE_ID } from './kinds';

const LAYER = 'istio-peer-authentication';

/** Ports of the proxy itself, which do not pass through it (health, metrics, debugging). */
const OWN_PORTS: readonly number[] = [15020, 15021, 15090];

function answer(facts: Facts): readonly LayerAnswer[] {
  return [layerAnswer({ layer: LAYER, direction: 'ingress', ...facts })];
}

/**
 * What PeerAuthentications say of who connects to a pod in the mesh: under STRICT a caller without a certificate of the mesh is
 * refused, before any AuthorizationPolicy is asked. Proxies of the mesh come with theirs, unless a DestinationRule sets other
 * TLS for the destination. A pod without a policy takes both and gets no answer; servers of gateways have a TLS of their own.
 */
export function createPeerAuthenticationJudge(
  snapshot: ClusterSnapshot,
): ConnectionJudge {
  const { all, unreadable } = snapshot.index(peerAuthentications);
  const status = snapshot.statusOf(PEER_AUTHENTICATION);
  const namespaces = snapshot.index(namespaceLabels);
  const modesOf = snapshot.index(mutualTlsModes);
  const { rootNamespace } = snapshot.index(meshConfig);
  const clientTls = snapshot.index(clientTlsRules);
  return {
    layer: LAYER,
    chain: { id: LAYER, order: 0 },
    isInsideTunnel: true,
    labelKeys: new Set([
      ...MEMBERSHIP_LABELS,
      ...all.flatMap(({ spec }) =>
        Object.keys(spec.selector?.matchLabels ?? {}),
      ),
      ...clientTls.labelKeys,
    ]),
    judge: ({ from, to, port, protocol }) => {
      if (
        to.kind !== 'pod' ||
        (protocol !== null && protocol !== 'TCP') ||
        (typeof port === 'number' && OWN_PORTS.includes(port))
      ) {
        return [];
      }
      const callee = membershipOf(to, namespaces);
      const caller = callerOf(from, pod => membershipOf(pod, namespaces));
      if (callee === 'none' || callee === 'gateway') {
        return [];
      }
      const scopes = [rootNamespace, to.namespace];
      if (!scopes.every(name => canTellAbsence(status, name))) {
        return caller === 'mesh'
          ? []
          : answer({
              outcomes: ['allow', 'deny'],
              code: 'kind-not-known',
              rules: [],
              because: status,
            });
      }
      const unread = unreadable.filter(({ object }) =>
        scopes.includes(object.namespace),
      );
      if (unread.length > 0 && caller !== 'mesh') {
        return answer({
          outcomes: ['allow', 'deny'],
          code: 'policy-not-readable',
          rules: unread.map(({ object, path }) => at(SOURCE_ID, object)(path)),
        });
      }
      const modes = modesFor(modesOf(to), port);
      const rules = [...new Set(modes)].flatMap(held =>
        held ? [at(SOURCE_ID, held.policy.ref)(held.path)] : [],
      );
      if (rules.length === 0) {
        return [];
      }
      if (caller === 'mesh') {
        const other = from.kind === 'pod' ? clientTls.against(from, to) : [];
        const doubt = modes.flatMap(held =>
          other.filter(({ fails }) => fails.includes(held?.mode ?? '')),
        );
        return doubt.length > 0
          ? answer({
              outcomes: ['allow', 'deny'],
              code: 'not-interpreted',
              rules: [...rules, ...doubt.map(({ setBy }) => setBy)],
            })
          : answer({ outcomes: ['allow'], code: 'rule-allows', rules });
      }
      const strict = modes.filter(isStrict);
      if (caller === 'anybody') {
        // What takes everybody restricts nothing.
        return strict.length === 0
          ? []
          : answer({
              outcomes: ['allow', 'deny'],
              code: 'depends-on-peer',
              rules,
            });
      }
      if (strict.length === 0) {
        return answer({ outcomes: ['allow'], code: 'rule-allows', rules });
      }
      if (caller === 'unknown' || callee === 'unknown') {
        return answer({
          outcomes: ['allow', 'deny'],
          code: 'kind-not-known',
          rules,
          because: namespaces.status,
        });
      }
      return strict.length === modes.length && protocol !== null
        ? answer({ outcomes: ['deny'], code: 'mutual-tls-required', rules })
        : answer({
            outcomes: ['allow', 'deny'],
            code: 'depends-on-port',
            rules,
          });
    },
  };
}

/** Whether a caller shows a certificate of the mesh; an address or any pod may be anybody. */
function callerOf(
  from: Connection['from'],
  membership: (
    pod: Extract<Connection['from'], { kind: 'pod' }>,
  ) => MeshMembership,
): 'mesh' | 'none' | 'unknown' | 'anybody' {
  if (from.kind !== 'pod') {
    return 'anybody';
  }
  const found = membership(from);
  return found === 'none' || found === 'unknown' ? found : 'mesh';
}

/** The modes of the ports that are asked about. */
function modesFor(
  { whole, ports }: MutualTlsModes,
  port: Connection['port'],
): readonly (MutualTls | undefined)[] {
  if (typeof port === 'number') {
    return [ports.has(port) ? ports.get(port) : whole];
  }
  const inside = [...ports].filter(
    ([number]) => port === null || (number >= port.from && number <= port.to),
  );
  const isCovered = port !== null && inside.length > port.to - port.from;
  return [...(isCovered ? [] : [whole]), ...inside.map(([, held]) => held)];
}

function isStrict(held: MutualTls | undefined): boolean {
  return held?.mode === 'STRICT';
}
