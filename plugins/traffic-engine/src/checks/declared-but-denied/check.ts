import type {
  Dependency,
  Evidence,
  Provenance,
} from '@portolan/plugin-traffic-common';
import { compareRefs, refKey } from '../../model/refs';
import { compareText } from '../../snapshot/compareText';
import { groupBy } from '../../snapshot/groupBy';
import type { Check } from '../Check';
import { renderDestination } from '../renderDestination';

/** A way out that somebody wrote down for a workload is closed by a policy. */
export const declaredButDenied: Check = {
  id: 'declared-but-denied',
  code: 'TRF401',
  severity: 'error',
  title: 'Declared but denied',
  message:
    '{{workload}} is declared to go to {{destination}}, and policies deny it: {{rules}}.',
  fix: 'Open the way from {{workload}} to {{destination}} by a rule of these policies, or remove the declaration if nothing uses it.',
  reads: [],
  run: ({ model }) => {
    const hits = model.dependencies
      .filter(isBroken)
      .flatMap(dependency =>
        dependency.evidence
          .flatMap(declarationOf)
          .map(at => ({ dependency, at })),
      );
    return [...groupBy(hits, ({ at }) => keyOf(at)).values()].map(cause => {
      const [{ at }] = cause;
      const dependencies = cause.map(({ dependency }) => dependency);
      const rules = dependencies.flatMap(denyingRules);
      return {
        at,
        params: {
          workload: list(
            dependencies.map(
              ({ workload: { kind, namespace, name } }) =>
                `${kind} ${namespace}/${name}`,
            ),
          ),
          destination: list(dependencies.map(renderDestination)),
          rules: list(
            rules.map(({ object, path }) =>
              [object.kind, objectName(object), path].join(' '),
            ),
          ),
        },
        related: [
          ...new Map(
            rules.map(({ object }) => [refKey(object), object]),
          ).values(),
        ].sort(compareRefs),
        entities: [
          ...new Set(dependencies.flatMap(({ entities }) => entities)),
        ].sort(),
      };
    });
  },
};

function isBroken({ declared, permitted }: Dependency): boolean {
  return declared.answer === 'yes' && permitted.verdict === 'denied';
}

/** A rule that permits is no declaration that somebody goes there. */
function declarationOf({ rung, provenance }: Evidence): Provenance[] {
  return provenance && rung.startsWith('declared-') ? [provenance] : [];
}

function denyingRules({ permitted }: Dependency): readonly Provenance[] {
  return permitted.layers
    .filter(({ verdict }) => verdict === 'denied')
    .flatMap(({ rules }) => rules);
}

function objectName({ namespace, name }: Provenance['object']): string {
  return namespace ? `${namespace}/${name}` : name;
}

function keyOf({ object, path }: Provenance): string {
  return `${refKey(object)} ${path}`;
}

function list(texts: readonly string[]): string {
  return [...new Set(texts)].sort(compareText).join(', ');
}
