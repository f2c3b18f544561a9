import type {
  DirectionIsolation,
  LayerVerdict,
  Workload,
} from '@portolan/plugin-traffic-common';
import { columns, type RenderRef } from './columns';

const STATES: Readonly<Record<DirectionIsolation['state'], string>> = {
  'not-selected': 'no policy selects it',
  open: 'policies allow everything',
  'dns-only': 'DNS only',
  closed: 'nothing',
  restricted: 'restricted',
  unknown: 'not known',
};

/**
 * What policies leave open of each workload, one line per workload: `isolation  workload  leaving: …  entering: …`. Nothing
 * for a cluster in which no policy selects any workload: then it is the same for all.
 */
export function renderIsolations(
  workloads: readonly Workload[],
  name: RenderRef,
): readonly string[] {
  const clusters = new Set(
    workloads
      .filter(({ isolation }) =>
        [isolation?.egress, isolation?.ingress].some(
          direction => direction && direction.state !== 'not-selected',
        ),
      )
      .map(({ ref }) => ref.cluster),
  );
  return workloads.flatMap(({ ref, isolation }) =>
    isolation && clusters.has(ref.cluster)
      ? [
          columns(
            'isolation',
            name(ref),
            `leaving: ${renderDirection(isolation.egress, name)}`,
            `entering: ${renderDirection(isolation.ingress, name)}`,
          ),
        ]
      : [],
  );
}

function renderDirection(
  { state, inside, outside, podsDiffer, layers }: DirectionIsolation,
  name: RenderRef,
): string {
  const sides =
    state === 'restricted' || state === 'unknown'
      ? ` (in the cluster: ${inside}, outside: ${outside})`
      : '';
  const reasons = layers
    .map(layer => renderLayer(layer, { name, withCode: state === 'unknown' }))
    .join('; ');
  return `${STATES[state]}${sides}${podsDiffer ? ', its pods differ' : ''}${
    reasons === '' ? '' : ` [${reasons}]`
  }`;
}

function renderLayer(
  { layer, code, rules, because }: LayerVerdict,
  { name, withCode }: { name: RenderRef; withCode: boolean },
): string {
  const places = rules
    .map(({ object, path }) => `${name(object)} ${path}`)
    .join(', ');
  const why = because ? ` (${because.state})` : '';
  return `${layer}${withCode ? ` ${code}${why}` : ''}${
    places === '' ? '' : `: ${places}`
  }`;
}
