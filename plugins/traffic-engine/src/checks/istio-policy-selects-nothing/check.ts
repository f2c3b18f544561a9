import { authorizationPolicies } from '../../istio/facts/authorizationPolicies';
import type { IstioObject } from '../../istio/facts/istioObjects';
import { peerAuthentications } from '../../istio/facts/peerAuthentications';
import { requestAuthentications } from '../../istio/facts/requestAuthentications';
import {
  AUTHORIZATION_POLICY,
  PEER_AUTHENTICATION,
  REQUEST_AUTHENTICATION,
} from '../../istio/kinds';
import { meshConfig } from '../../istio/meshConfig';
import { CONFIG_MAP } from '../../kinds/coreKinds';
import { matchLabels } from '../../match/labels';
import { renderSelector } from '../../match/renderSelector';
import type { ClusterSnapshot } from '../../snapshot/ClusterSnapshot';
import { workloadIndex } from '../../topology/workloadIndex';
import type { Check, FindingDraft } from '../Check';
import { isWholeClusterSeen } from '../meshFacts';

/** What the selecting kinds of security.istio.io have in common. */
type Selecting = IstioObject<{
  readonly selector: {
    readonly matchLabels: Readonly<Record<string, string>>;
  } | null;
}>;

/** The selector of an Istio policy finds no pod and no workload that would make one (IST0127, KIA0004). */
export const istioPolicySelectsNothing: Check = {
  id: 'istio-policy-selects-nothing',
  code: 'TRF148',
  severity: 'warning',
  title: 'Istio policy selects no pods',
  message:
    '{{kind}} {{policy}} is for pods with {{selector}}, and {{place}} has none, nor a workload that makes them: it protects nothing.',
  fix: 'Correct spec.selector of {{kind}} {{policy}} if labels have changed, or delete it.',
  reads: [
    AUTHORIZATION_POLICY,
    PEER_AUTHENTICATION,
    REQUEST_AUTHENTICATION,
    CONFIG_MAP,
    ...workloadIndex.reads,
  ],
  run: ({ snapshots }) =>
    snapshots
      .filter(snapshot => isWholeClusterSeen(snapshot, workloadIndex.reads))
      .flatMap(findIdle),
};

function findIdle(snapshot: ClusterSnapshot): readonly FindingDraft[] {
  const { rootNamespace } = snapshot.index(meshConfig);
  const policies: readonly Selecting[] = [
    ...snapshot.index(authorizationPolicies).all,
    ...snapshot.index(peerAuthentications).all,
    ...snapshot.index(requestAuthentications).all,
  ];
  const workloads = snapshot.index(workloadIndex);
  return policies.flatMap(({ ref, spec }) => {
    const selector = { matchLabels: spec.selector?.matchLabels };
    if (Object.keys(selector.matchLabels ?? {}).length === 0) {
      return [];
    }
    const isForAll = ref.namespace === rootNamespace;
    const candidates = isForAll
      ? workloads.all
      : workloads.inNamespace(ref.namespace);
    const isUsed = candidates.some(
      ({ podLabels, pods }) =>
        matchLabels(selector, podLabels) ||
        pods.some(pod => matchLabels(selector, pod.labels)),
    );
    return isUsed
      ? []
      : [
          {
            at: { source: 'istio', object: ref, path: 'spec.selector' },
            params: {
              kind: ref.kind,
              policy: `${ref.namespace}/${ref.name}`,
              selector: renderSelector(selector),
              place: isForAll ? 'the cluster' : `namespace ${ref.namespace}`,
            },
            entities: [],
          },
        ];
  });
}
