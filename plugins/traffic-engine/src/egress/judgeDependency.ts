import type { LayerVerdict } from '@portolan/plugin-traffic-common';
import type { DependencyJudge } from '../join/joinDependency';

/** Any layer that denies decides; all must allow; anything else is unknown. */
export const judgeDependency: DependencyJudge = ({ draft }) => {
  const layers = [...(draft.verdicts ?? [])];
  return { verdict: mergeVerdicts(layers), layers };
};

/** The answer of several layers together; no layer is no knowledge. */
export function mergeVerdicts(
  layers: readonly LayerVerdict[],
): LayerVerdict['verdict'] {
  if (layers.some(layer => layer.verdict === 'denied')) {
    return 'denied';
  }
  return layers.length > 0 && layers.every(layer => layer.verdict === 'allowed')
    ? 'allowed'
    : 'unknown';
}
