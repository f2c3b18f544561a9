import fc from 'fast-check';
import {
  ENDPOINT_SLICE,
  NAMESPACE,
  POD,
  SERVICE,
} from '../../../kinds/coreKinds';
import type { ConnectionEnd } from '../../../model/drafts';
import type { Source } from '../../../sources/Source';
import { snapshotFrom } from '../../../testing/snapshotFrom';
import { podFact } from '../../../topology/Pod';
import { inAskingOrder, judgeConnection } from '../../judgeConnection';

/** An object as it is written. */
export interface Written {
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
  };
  readonly spec?: object;
}

/** One end of a connection: a pod of the world, an address outside or a name outside. */
export interface NaiveEnd {
  readonly pod?: WrittenPod;
  readonly ip?: string;
  readonly host?: string;
}
export interface NaiveQuestion {
  readonly from: NaiveEnd;
  readonly to: NaiveEnd;
  readonly port: number;
  readonly protocol: string;
}
export type Verdict = 'allowed' | 'denied' | 'unknown';
/** Says of something that no object tells whether it holds; the same each time it is asked. */
export type Coin = (what: string) => boolean;
/** Whether a connection may be made, by the rules of one API alone. */
export type NaiveJudge = (
  policies: readonly Written[],
  question: NaiveQuestion,
  coin: Coin,
) => boolean;

interface WrittenPod extends Written {
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly labels: Readonly<Record<string, string>>;
  };
  readonly spec: { readonly hostNetwork: boolean };
}

export const NAMESPACES = ['a', 'b'];
/** The label that each namespace of the world has, with its name as the value. */
export const TEAM = 'team';
/** The container port `web` of every pod. */
export const WEB = 8080;

const PODS: readonly WrittenPod[] = NAMESPACES.flatMap((namespace, i) =>
  ['x', 'y'].map((app, j) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: app, namespace, labels: { app } },
    spec: {
      hostNetwork: false,
      containers: [{ name: 'c', ports: [{ name: 'web', containerPort: WEB }] }],
    },
    status: { phase: 'Running', podIP: `10.1.${i}.${j + 1}` },
  })),
);
const CLUSTER: readonly Written[] = [
  ...NAMESPACES.map(name => ({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name, labels: { [TEAM]: name } },
  })),
  ...PODS,
];
const ADDRESSES = ['203.0.113.7', '203.0.113.200', '2001:db8::7'];
export const HOSTS = ['api.example.com', 'a.b.example.com'];
const PORTS = [
  { port: 53, protocol: 'UDP' },
  { port: 80, protocol: 'TCP' },
  { port: WEB, protocol: 'TCP' },
];

const OUTSIDE: readonly NaiveEnd[] = ADDRESSES.map(ip => ({ ip }));
const QUESTIONS: readonly NaiveQuestion[] = PODS.flatMap(pod => [
  ...[
    ...PODS.filter(other => other !== pod).map(other => ({ pod: other })),
    ...OUTSIDE,
    ...HOSTS.map(host => ({ host })),
  ].map(to => ({ from: { pod }, to })),
  ...OUTSIDE.map(from => ({ from, to: { pod } })),
]).flatMap(ends => PORTS.map(port => ({ ...ends, ...port })));

/**
 * Compares the engine with a naive judge on all questions about random clusters; throws at the first answer that differs. The
 * engine takes each doubt by itself, so it may say "unknown" where a coin was needed and its two sides come to the same. Returns
 * how many answers there were of each verdict.
 */
export function agreeOnConnections(options: {
  readonly source: Source;
  readonly world: fc.Arbitrary<readonly Written[]>;
  readonly naive: NaiveJudge;
  readonly clusters: number;
  readonly seed: number;
}): Readonly<Record<Verdict, number>> {
  const { source, world, naive, clusters, seed } = options;
  const told = { allowed: 0, denied: 0, unknown: 0 };
  fc.assert(
    fc.property(world, policies => {
      const objects = [...CLUSTER, ...policies];
      const ask = engineOn(source, objects);
      for (const question of QUESTIONS) {
        const answer = ask(question);
        const { wanted, isSure } = inEveryWorld(coin =>
          naive(objects, question, coin),
        );
        if (answer !== wanted && (isSure || answer !== 'unknown')) {
          throw new Error(
            `${JSON.stringify(
              question,
            )} is ${answer}, and should be ${wanted}.`,
          );
        }
        told[answer] += 1;
      }
    }),
    { numRuns: clusters, seed },
  );
  return told;
}

function engineOn(
  source: Source,
  objects: readonly Written[],
): (question: NaiveQuestion) => Verdict {
  const snapshot = snapshotFrom(objects, {
    kinds: [...source.reads, NAMESPACE, POD, SERVICE, ENDPOINT_SLICE],
  });
  const judges = inAskingOrder(source.resolve(snapshot).judges);
  const ends = new Map<NaiveEnd, ConnectionEnd>();
  const endOf = (end: NaiveEnd): ConnectionEnd => {
    const { pod, ip, host } = end;
    if (!pod) {
      return ip === undefined
        ? { kind: 'host', host: host ?? '' }
        : { kind: 'address', ip };
    }
    const { namespace, name } = pod.metadata;
    const object = snapshot.get(POD, namespace, name);
    if (!object) {
      throw new Error(`The world has no pod ${namespace}/${name}.`);
    }
    const known = ends.get(end) ?? { kind: 'pod', ...podFact(object) };
    ends.set(end, known);
    return known;
  };
  return ({ from, to, port, protocol }) =>
    judgeConnection(
      { from: endOf(from), to: endOf(to), port, protocol },
      judges,
    ).verdict;
}

/** Tries both sides of every coin that is asked for; sure where none is. */
function inEveryWorld(judge: (coin: Coin) => boolean): {
  readonly wanted: Verdict;
  readonly isSure: boolean;
} {
  const verdicts = new Set<boolean>();
  const open: ReadonlyMap<string, boolean>[] = [];
  const judgeIn = (world: ReadonlyMap<string, boolean>) => {
    const turned = new Map(world);
    const verdict = judge(what => {
      const known = turned.get(what);
      if (known !== undefined) {
        return known;
      }
      open.push(new Map([...turned, [what, true]]));
      turned.set(what, false);
      return false;
    });
    verdicts.add(verdict);
  };
  judgeIn(new Map());
  const isSure = open.length === 0;
  for (let world = open.pop(); world; world = open.pop()) {
    judgeIn(world);
  }
  const decided = verdicts.has(true) ? 'allowed' : 'denied';
  return { wanted: verdicts.size > 1 ? 'unknown' : decided, isSure };
}
