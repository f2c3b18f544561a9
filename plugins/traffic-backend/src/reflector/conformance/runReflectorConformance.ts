import { CaseContext } from './CaseContext';
import type { ConformanceCase, ConformanceNeed } from './ConformanceCase';
import type { ConformanceRig } from './ConformanceRig';
import { faultCases } from './faultCases';
import { lifeCases } from './lifeCases';
import { randomCase } from './randomCase';
import { readingCases } from './readingCases';

const WHY_SKIPPED: Readonly<Record<ConformanceNeed, string>> = {
  faults: 'needs a cluster that can be told to misbehave',
  httpRoutes: 'needs HTTPRoutes to be served',
  users: 'needs users with fewer rights',
};

/** The same run everywhere, so that what fails for one fails for all. */
const USUAL_SEED = 571_642;

/**
 * Runs the conformance suite of the reflector against one kind of cluster, as tests of the calling file. Cases that need
 * what the rig does not offer are skipped by name. The seed of the random case is in its name; PORTOLAN_CONFORMANCE_SEED
 * chooses another one.
 */
export function runReflectorConformance(options: {
  name: string;
  offers: readonly ConformanceNeed[];
  /** Writes of the random case. */
  operations: number;
  timeoutMs: number;
  make: () => Promise<ConformanceRig>;
}): void {
  const { name, offers, operations, timeoutMs, make } = options;
  const seed = Number(process.env.PORTOLAN_CONFORMANCE_SEED ?? USUAL_SEED);
  const cases = [
    ...readingCases,
    ...faultCases,
    ...lifeCases,
    randomCase({
      seed,
      operations,
      withFaults: offers.includes('faults'),
    }),
  ];

  describe(`reflector conformance: ${name}`, () => {
    let rig: ConformanceRig;
    let context: CaseContext;
    let number = 0;

    beforeAll(async () => {
      rig = await make();
    }, timeoutMs);
    afterAll(() => rig?.stop(), timeoutMs);
    beforeEach(() => {
      number += 1;
      rig.beginCase();
      context = new CaseContext(rig, `case${number}`);
    });
    afterEach(() => context.end(), timeoutMs);

    const runCase = (run: ConformanceCase['run']) => run(context);
    for (const { name: caseName, needs = [], run } of cases) {
      const missing = needs.find(need => !offers.includes(need));
      if (missing) {
        it.skip(`${caseName} (skipped: ${WHY_SKIPPED[missing]})`, () => {});
      } else {
        it(caseName, () => runCase(run), timeoutMs);
      }
    }
  });
}
