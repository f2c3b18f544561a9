import { isDeepStrictEqual } from 'node:util';
import {
  refKey,
  type SourceProblem,
  type TrafficModel,
} from '@portolan/plugin-traffic-engine';

const ITEMS_PER_STEP = 20;

/** Names an item for as long as it is about the same thing. */
type NameOf<T> = (item: T) => string;

const NAMES: {
  [List in keyof TrafficModel]: NameOf<TrafficModel[List][number]>;
} = {
  gateways: gateway => refKey(gateway.ref),
  listeners: ({ gateway, listenerSet, name }) =>
    `${refKey(gateway)}|${listenerSet ? refKey(listenerSet) : ''}|${name}`,
  attachments: attachment =>
    `${refKey(attachment.route)}|${attachment.provenance.path}`,
  routes: route => route.id,
  policies: ({ object }) => refKey(object),
  workloads: workload => refKey(workload.ref),
  dependencies: dependency => dependency.id,
  findings: ({ code, at }) => `${code}|${refKey(at.object)}|${at.path}`,
  problems: ({ object, path, message }: SourceProblem) =>
    `${refKey(object)}|${path}|${message}`,
};

/**
 * The next model with every item of the previous one that has not changed; the previous model itself when nothing has.
 * In steps, since it compares everything.
 */
export function* keepUnchanged(
  previous: TrafficModel,
  next: TrafficModel,
): Generator<void, TrafficModel> {
  const keep = <List extends keyof TrafficModel>(list: List) =>
    keepItems<TrafficModel[List][number]>(
      previous[list],
      next[list],
      NAMES[list],
    );
  const kept: TrafficModel = {
    gateways: yield* keep('gateways'),
    listeners: yield* keep('listeners'),
    attachments: yield* keep('attachments'),
    routes: yield* keep('routes'),
    policies: yield* keep('policies'),
    workloads: yield* keep('workloads'),
    dependencies: yield* keep('dependencies'),
    findings: yield* keep('findings'),
    problems: yield* keep('problems'),
  };
  const same =
    kept.gateways === previous.gateways &&
    kept.listeners === previous.listeners &&
    kept.attachments === previous.attachments &&
    kept.routes === previous.routes &&
    kept.policies === previous.policies &&
    kept.workloads === previous.workloads &&
    kept.dependencies === previous.dependencies &&
    kept.findings === previous.findings &&
    kept.problems === previous.problems;
  return same ? previous : kept;
}

function* keepItems<T>(
  previous: readonly T[],
  next: readonly T[],
  nameOf: NameOf<T>,
): Generator<void, readonly T[]> {
  const known = new Map(previous.map(item => [nameOf(item), item]));
  const kept: T[] = [];
  for (const item of next) {
    const before = known.get(nameOf(item));
    kept.push(
      before !== undefined && isDeepStrictEqual(before, item) ? before : item,
    );
    if (kept.length % ITEMS_PER_STEP === 0) {
      yield;
    }
  }
  const same =
    kept.length === previous.length &&
    kept.every((item, position) => item === previous[position]);
  return same ? previous : kept;
}
