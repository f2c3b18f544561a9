import type { BackendDraft } from '../../../../model/drafts';
import { resolveBackend } from '../../resolveBackend';
import type { ClassDoor } from '../IngressController';
import { weightsOf, type Canaries } from './canary';
import { defaultBackendOf } from './insteadOfBackend';
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
  const standIn =
    main.target.state === 'missing'
      ? defaultBackendOf(snapshot, claim)
      : undefined;
  const first = standIn ?? main;
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
