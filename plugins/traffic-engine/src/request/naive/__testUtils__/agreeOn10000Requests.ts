import type {
  Entry,
  RequestAnswer,
  RequestOutcome,
  RequestQuestion,
  RequestRule,
} from '@portolan/plugin-traffic-common';
import fc from 'fast-check';
import { ALL_READS } from '../../../sources';
import type { ClusterSnapshot } from '../../../snapshot/ClusterSnapshot';
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
const IN_OTHER_ORDERS = 500;

/**
 * Throws when one of 10,000 random requests gets another answer from the engine than from the naive matcher; returns how
 * many were asked.
 */
export function agreeOn10000Requests(options: Agreement): number {
  const { source, world, naive, questionsPerWorld, seed } = options;
  let asked = 0;
  fc.assert(
    fc.property(world, ({ objects, questions }) => {
      const view = viewOf(source, objects);
      for (const question of questions) {
        asked += 1;
        expect({
          question,
          answers: sortAnswers(explain(view, question).answers.map(summarize)),
        }).toEqual({
          question,
          answers: sortAnswers(naive(objects, question)),
        });
      }
    }),
    { numRuns: Math.ceil(ALL / questionsPerWorld), seed },
  );
  return asked;
}

/** Throws when the order of the objects changes an answer, runners-up included; returns how many were compared. */
export function answerInAnyOrder({
  source,
  world,
  seed,
}: Pick<Agreement, 'source' | 'world' | 'seed'>): number {
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
      expect(explain(viewOf(source, shuffled), question)).toEqual(
        explain(viewOf(source, objects), question),
      ),
    ),
    { numRuns: IN_OTHER_ORDERS, seed },
  );
  return IN_OTHER_ORDERS;
}

/** One source over one snapshot. */
interface View {
  readonly source: Source;
  readonly snapshot: ClusterSnapshot;
}

function viewOf(source: Source, objects: readonly object[]): View {
  return {
    source,
    snapshot: snapshotFrom(objects, { kinds: kindsOf(source, objects) }),
  };
}

function explain({ source, snapshot }: View, question: RequestQuestion) {
  return explainRequest({ snapshots: [snapshot], sources: [source], question });
}

/** Kinds that nobody watches, such as Secrets, are seen only where the world has some. */
function kindsOf(source: Source, objects: readonly object[]) {
  const given = new Set(
    objects.map(object => ('kind' in object ? object.kind : '')),
  );
  return [
    ...ALL_READS,
    ...source.reads,
    ...(source.readsIfGiven ?? []).filter(({ kind }) => given.has(kind)),
  ];
}

/** The answer of the engine in the texts of a naive one. */
function summarize({ entry, winner, outcome }: RequestAnswer): NaiveAnswer {
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
