import type { ApplyRule } from '../config/readTrafficConfig';

/** Whether the operator allows that a kind is written in a namespace of a cluster. */
export function isApplyAllowed(
  rules: readonly ApplyRule[],
  place: { cluster: string; namespace: string; kind: string },
): boolean {
  return rules.some(
    rule =>
      rule.cluster === place.cluster &&
      (!rule.namespaces || rule.namespaces.includes(place.namespace)) &&
      rule.kinds.some(kind => kind === place.kind),
  );
}

/** The sentence for a place where nothing may be written. */
export function applyRefusal(place: {
  cluster: string;
  namespace: string;
  kind: string;
}): string {
  return `The portal may not write ${place.kind} objects in namespace ${place.namespace} of cluster ${place.cluster}. An administrator can allow it under traffic.selfService.apply; until then, use the manifest in a pull request.`;
}
