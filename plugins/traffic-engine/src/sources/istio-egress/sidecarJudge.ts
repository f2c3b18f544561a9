import type { KindStatus } from '@portolan/plugin-traffic-common';
import { layerAnswer } from '../../egress/layerAnswer';
import { namespaceLabels } from '../../egress/namespaceLabels';
import type { PodEnd } from '../../egress/podGroups';
import { sidecars } from '../../istio/facts/sidecars';
import { SIDECAR } from '../../istio/kinds';
import { meshConfig } from '../../istio/meshConfig';
import {
  membershipOf,
  MEMBERSHIP_LABELS,
  type MeshMembership,
} from '../../istio/meshMembership';
import { sidecarScopes } from '../../istio/sidecarScopes';
import type { ConnectionJudge, LayerAnswer } from '../../model/drafts';
import { at } from '../../model/refs';
import { canTellAbsence } from '../../references/lookUp';
import type { ClusterSnapshot } from '../../snapshot/ClusterSnapshot';
import { SOURCE_ID } from './kinds';
import { isKnown } from './knownHosts';
import { meshModeOf, outboundModeOf } from './outboundMode';

export const SIDECAR_LAYER = 'istio-sidecar';

type Facts = Omit<Parameters<typeof layerAnswer>[0], 'layer' | 'direction'>;

function answer(facts: Facts): readonly LayerAnswer[] {
  return [layerAnswer({ layer: SIDECAR_LAYER, direction: 'egress', ...facts })];
}

/**
 * What the proxy beside a pod does with what leaves it: under REGISTRY_ONLY it refuses destinations that it does not know.
 * Istio's own words: this is no firewall, since a process may go around its proxy. Pods without a proxy get no answer, and
 * ambient has no such mode. Proxies take TCP alone.
 */
export function createSidecarJudge(snapshot: ClusterSnapshot): ConnectionJudge {
  const scopes = snapshot.index(sidecarScopes);
  const namespaces = snapshot.index(namespaceLabels);
  const mesh = meshModeOf(snapshot);
  const { rootNamespace } = snapshot.index(meshConfig);
  const { unreadable } = snapshot.index(sidecars);
  const memberships = new WeakMap<PodEnd, MeshMembership>();
  const membershipOnce = (pod: PodEnd) => {
    const known = memberships.get(pod) ?? membershipOf(pod, namespaces);
    memberships.set(pod, known);
    return known;
  };
  return {
    layer: SIDECAR_LAYER,
    chain: { id: SIDECAR_LAYER, order: 0 },
    beforeRedirect: true,
    isInsideTunnel: true,
    labelKeys: new Set([
      ...MEMBERSHIP_LABELS,
      ...scopes.all.flatMap(({ spec }) =>
        Object.keys(spec.workloadSelector?.labels ?? {}),
      ),
    ]),
    judge: ({ from, to, port, protocol }) => {
      const membership = from.kind === 'pod' ? membershipOnce(from) : 'none';
      if (
        from.kind !== 'pod' ||
        (protocol !== null && protocol !== 'TCP') ||
        (membership !== 'sidecar' && membership !== 'unknown')
      ) {
        return [];
      }
      const unseen = unseenSidecars(snapshot, [from.namespace, rootNamespace]);
      if (unseen) {
        return answer({
          outcomes: ['allow', 'deny'],
          code: 'kind-not-known',
          rules: [],
          because: unseen,
        });
      }
      const unread = unreadable.filter(({ object }) =>
        [from.namespace, rootNamespace].includes(object.namespace),
      );
      if (unread.length > 0) {
        return answer({
          outcomes: ['allow', 'deny'],
          code: 'policy-not-readable',
          rules: unread.map(({ object, path }) => at(SOURCE_ID, object)(path)),
        });
      }
      const sidecar = scopes.find(from.namespace, from.labels);
      const { mode, setBy } = outboundModeOf(sidecar, mesh);
      const rules = setBy ? [setBy] : [];
      if (mode === 'ALLOW_ANY') {
        return membership === 'sidecar'
          ? answer({ outcomes: ['allow'], code: 'proxy-allows', rules })
          : [];
      }
      return decide({
        known: isKnown(
          snapshot,
          { to, port },
          { viewer: from.namespace, sidecar },
        ),
        membership,
        isTcp: protocol !== null,
        isSure: mode === 'REGISTRY_ONLY',
        rules,
        namespaces: namespaces.status,
      });
    },
  };
}

function decide(options: {
  known: ReturnType<typeof isKnown>;
  membership: MeshMembership;
  /** false: it may be UDP as well, which proxies do not take. */
  isTcp: boolean;
  /** Whether the mode is surely REGISTRY_ONLY. */
  isSure: boolean;
  rules: Facts['rules'];
  namespaces: KindStatus;
}): readonly LayerAnswer[] {
  const { known, membership, isTcp, isSure, rules, namespaces } = options;
  if (known.state === 'yes') {
    return answer({
      outcomes: ['allow'],
      code: 'proxy-allows',
      rules: [...known.rules],
    });
  }
  if (known.state === 'doubt') {
    return answer({
      outcomes: ['allow', 'deny'],
      code: known.code,
      rules: known.rules.length > 0 ? [...known.rules] : rules,
    });
  }
  if (membership === 'unknown') {
    return answer({
      outcomes: ['allow', 'deny'],
      code: 'kind-not-known',
      rules,
      because: namespaces,
    });
  }
  if (!isTcp) {
    return answer({
      outcomes: ['allow', 'deny'],
      code: 'depends-on-port',
      rules,
    });
  }
  return isSure
    ? answer({ outcomes: ['deny'], code: 'proxy-refuses', rules })
    : answer({
        outcomes: ['allow', 'deny'],
        code: 'policy-not-readable',
        rules,
      });
}

/** The status of Sidecars where one that rules the namespace could be and was not looked for. */
function unseenSidecars(
  snapshot: ClusterSnapshot,
  namespaces: readonly string[],
): KindStatus | undefined {
  const status = snapshot.statusOf(SIDECAR);
  return namespaces.every(name => canTellAbsence(status, name))
    ? undefined
    : status;
}
