import { analysisSchema } from '@portolan/plugin-traffic-common';
import fc from 'fast-check';
import { resolve } from 'node:path';
import { isRecord } from '../snapshot/read';
import { listScenarios } from '../testing/listScenarios';
import { readScenarioInput } from '../testing/runScenario';
import { scenarioObjects } from '../testing/scenarioInputs';
import { analyze } from './analyze';

const RUNS = 150;
const SEED = 20261121;

const scenarios = listScenarios(resolve(__dirname, '../sources')).map(
  folder => ({
    name: folder.split('/').slice(-3).join('/'),
    objects: scenarioObjects(readScenarioInput(folder)).map(
      ({ object }) => object,
    ),
  }),
);

const replacement = fc.oneof(
  fc.constant(undefined),
  fc.constantFrom<unknown>(null, [], {}, '', 0, -1, true, NaN, [null], [[]]),
  fc.constant('x'.repeat(100_000)),
  fc.string(),
  fc.double(),
  fc.dictionary(fc.string(), fc.string()),
);

/** The value with its nth inner value (counted in depth first order) replaced; `undefined` drops it. */
function replaceNth(value: unknown, nth: number, by: unknown): unknown {
  let left = nth;
  const visit = (inner: unknown): unknown => {
    left -= 1;
    if (left === -1) {
      return by;
    }
    if (Array.isArray(inner)) {
      return inner.map(visit).filter(item => item !== undefined);
    }
    if (isRecord(inner)) {
      return Object.fromEntries(
        Object.entries(inner)
          .map(([key, item]) => [key, visit(item)])
          .filter(([, item]) => item !== undefined),
      );
    }
    return inner;
  };
  return visit(value);
}

function countValues(value: unknown): number {
  return typeof value === 'object' && value !== null
    ? Object.values(value).reduce<number>(
        (sum, inner) => sum + countValues(inner),
        1,
      )
    : 1;
}

describe('analyze', () => {
  it.each(scenarios)('survives mutations of $name', ({ objects }) => {
    const size = countValues(objects);
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(size - 1), replacement), {
          minLength: 1,
          maxLength: 4,
        }),
        mutations => {
          const mutated = mutations.reduce<unknown>(
            (value, [nth, by]) => replaceNth(value, nth, by),
            objects,
          );
          const list = Array.isArray(mutated) ? mutated : [mutated];
          const result = analyze(list.map(object => ({ object })));
          expect(analysisSchema.safeParse(result).error).toBeUndefined();
        },
      ),
      { numRuns: RUNS, seed: SEED },
    );
  });
});
