import type {
  Entry,
  RequestAnswer,
  RequestOutcome,
  RequestQuestion,
  RequestRule,
} from '@portolan/plugin-traffic-common';
import fc from 'fast-check';
import { ALL_READS } from '../../../sources';
import type { Source } from '../../../sources/Source';
import { snapshotFrom } from '../../../testing/snapshotFrom';
import { explainRequest } from '../../explainRequest';

/** Objects as they are in the cluster `test`, and requests to ask about them. */
export interface NaiveWorld {
  readonly objects: readonly object[];
  readonly questions: readonly RequestQuestion[];
}

/**
 * What one door answers, in three texts that a naive matcher can write down:
 * - `door`: `namespace/name:listener`, the class of an Ingress controller, the name of an entry point, or `mesh`
 * - `winner`: `Kind namespace/name rule.match`, or null
 * - `outcome`: `forward namespace/name:port=0.25/forwarded, …` (in the order of the rule, all shares; `/redirected`, `/503` and
 *   `/unknown` likewise), `respond 302 https://host/path`, `respond 404`, `refused` or `unknown`
 */
export interface NaiveAnswer {
  readonly door: string;
  readonly winner: string | null;
  readonly outcome: string;
}

export interface Agreement {
  readonly source: Source;
  readonly world: fc.Arbitrary<NaiveWorld>;
  /**
   * The second opinion, written from SEMANTICS.md alone. It imports nothing of the engine, and is naive: loops over all
   * there is.
   */
  readonly naive: (
    objects: readonly object[],
    question: RequestQuestion,
  ) => readonly NaiveAnswer[];
  /** Each world has exactly so many; 10,000 over all worlds. */
  readonly questionsPerWorld: number;
  /** Pinned, so that a failure can be repeated. */
  readonly seed: number;
}

const ALL = 10_000;

/** Throws when one of 10,000 random requests gets another answer from the engine than from the naive matcher. */
export function agreeOn10000Requests(options: Agreement): void {
  const { source, world, naive, questionsPerWorld, seed } = options;
  fc.assert(
    fc.property(world, ({ objects, questions }) => {
      expect(questions).toHaveLength(questionsPerWorld);
      for (const question of questions) {
        expect({ question, answers: ask(source, objects, question) }).toEqual({
          question,
          answers: sortAnswers(naive(objects, question)),
        });
      }
    }),
    { numRuns: Math.ceil(ALL / questionsPerWorld), seed },
  );
}

/** Throws when the order of the objects changes an answer, runners-up included. */
export function answerInAnyOrder({
  source,
  world,
  seed,
}: Pick<Agreement, 'source' | 'world' | 'seed'>): void {
  const asked = world.chain(({ objects, questions }) =>
    fc.record({
      objects: fc.constant(objects),
      shuffled: fc.shuffledSubarray([...objects], {
        minLength: objects.length,
      }),
      question: fc.constantFrom(...questions),
    }),
  );
  fc.assert(
    fc.property(asked, ({ objects, shuffled, question }) =>
      expect(explain(source, shuffled, question)).toEqual(
        explain(source, objects, question),
      ),
    ),
    { numRuns: 500, seed },
  );
}

function explain(
  source: Source,
  objects: readonly object[],
  question: RequestQuestion,
) {
  return explainRequest({
    snapshots: [snapshotFrom(objects, { kinds: kindsOf(source) })],
    sources: [source],
    question,
  });
}

function kindsOf(source: Source) {
  return [...ALL_READS, ...source.reads, ...(source.readsIfGiven ?? [])];
}

function ask(
  source: Source,
  objects: readonly object[],
  question: RequestQuestion,
): readonly NaiveAnswer[] {
  return sortAnswers(explain(source, objects, question).answers.map(summarize));
}

/** The answer of the engine in the texts of a naive one. */
export function summarize({
  entry,
  winner,
  outcome,
}: RequestAnswer): NaiveAnswer {
  return {
    door: doorText(entry),
    winner: winner && ruleText(winner),
    outcome: outcomeText(outcome),
  };
}

function doorText(entry: Entry): string {
  switch (entry.kind) {
    case 'listener':
      return `${entry.gateway.namespace}/${entry.gateway.name}:${entry.listener}`;
    case 'ingress-class':
      return entry.className ?? '';
    case 'entry-point':
      return entry.name;
    case 'service':
      return `${entry.service.namespace}/${entry.service.name}`;
    default:
      return 'mesh';
  }
}

function ruleText({ object, ruleIndex, matchIndex }: RequestRule): string {
  return `${object.kind} ${object.namespace}/${object.name} ${ruleIndex}.${matchIndex}`;
}

function outcomeText(outcome: RequestOutcome): string {
  switch (outcome.kind) {
    case 'forward':
      return `forward ${outcome.shares
        .map(
          ({ backend, port, share, outcome: what, status }) =>
            `${backend.namespace}/${backend.name}:${port}=${share}/${
              what === 'failed' ? status : what
            }`,
        )
        .join(', ')}`;
    case 'respond':
      return `respond ${outcome.status}${
        outcome.location === null ? '' : ` ${outcome.location}`
      }`;
    default:
      return outcome.kind;
  }
}

function sortAnswers(answers: readonly NaiveAnswer[]): readonly NaiveAnswer[] {
  return [...answers].sort((a, b) =>
    JSON.stringify(a) < JSON.stringify(b) ? -1 : 1,
  );
}
