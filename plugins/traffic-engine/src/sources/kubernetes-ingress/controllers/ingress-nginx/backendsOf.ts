import type { BackendDraft } from '../../../../model/drafts';
import type { ClusterSnapshot } from '../../../../snapshot/ClusterSnapshot';
import { resolveBackend } from '../../resolveBackend';
import type { ClassDoor } from '../IngressController';
import { weightsOf } from './canary';
import type { Canaries } from './matchCanaries';
import { defaultBackendOf, usesServiceAddress } from './insteadOfBackend';
import type { Claim } from './servers';

/** The main backend and its canary, by the weights that neither header nor cookie decides. */
export function backendsOf(
  { snapshot }: ClassDoor,
  claim: Claim,
  canaries: Canaries,
): readonly BackendDraft[] {
  const main =
    claim.backend &&
    resolveBackend({
      snapshot,
      namespace: claim.fact.object.namespace,
      backend: claim.backend,
      provenance: claim.fact.at(claim.backendPath),
      findsTargetPorts: true,
    });
  if (!main) {
    return [];
  }
  const first = mainBackendOf(snapshot, claim, main);
  const canary = canaries.of(claim);
  const other =
    canary &&
    resolveBackend({
      snapshot,
      namespace: canary.fact.object.namespace,
      backend: canary.backend,
      provenance: canary.fact.at(canary.backendPath),
      findsTargetPorts: true,
    });
  if (!canary || !other) {
    return [first];
  }
  const weights = weightsOf(canary.rules);
  const total = weights.main + weights.canary;
  return [
    { ...first, weight: weights.main, share: weights.main / total },
    { ...other, weight: weights.canary, share: weights.canary / total },
  ];
}

/** With its stand-in, which is all that there is where the Service does not exist; not where NGINX is not told of endpoints. */
function mainBackendOf(
  snapshot: ClusterSnapshot,
  claim: Claim,
  main: BackendDraft,
): BackendDraft {
  const standIn = defaultBackendOf(snapshot, claim);
  if (!standIn || main.target.state === 'unknown') {
    return main;
  }
  if (main.target.state === 'missing') {
    return standIn;
  }
  return usesServiceAddress(snapshot, claim, main)
    ? main
    : { ...main, standIn };
}
