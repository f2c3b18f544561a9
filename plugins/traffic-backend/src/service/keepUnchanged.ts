import { isDeepStrictEqual } from 'node:util';
import {
  refKey,
  type SourceProblem,
  type TrafficModel,
} from '@portolan/plugin-traffic-engine';

const ITEMS_PER_STEP = 250;

/** Names an item for as long as it is about the same thing. */
type NameOf<T> = (item: T) => string;

const NAMES: {
  [List in keyof TrafficModel]: NameOf<TrafficModel[List][number]>;
} = {
  listeners: listener => `${refKey(listener.gateway)}|${listener.name}`,
  attachments: attachment =>
    `${refKey(attachment.route)}|${attachment.provenance.path}`,
  routes: route => route.id,
  workloads: workload => refKey(workload.ref),
  dependencies: dependency => dependency.id,
  findings: ({ code, at }) => `${code}|${refKey(at.object)}|${at.path}`,
  problems: ({ object, path, message }: SourceProblem) =>
    `${refKey(object)}|${path}|${message}`,
};

/**
 * The next model with every item of the previous one that has not changed; the previous model itself when nothing has.
 * Lets the event loop turn after each few hundred comparisons.
 */
export async function keepUnchanged(options: {
  previous: TrafficModel;
  next: TrafficModel;
  yieldTurn: () => Promise<void>;
}): Promise<TrafficModel> {
  const { previous, next, yieldTurn } = options;
  const keep = <List extends keyof TrafficModel>(list: List) =>
    keepItems<TrafficModel[List][number]>({
      previous: previous[list],
      next: next[list],
      nameOf: NAMES[list],
      yieldTurn,
    });
  const kept: TrafficModel = {
    listeners: await keep('listeners'),
    attachments: await keep('attachments'),
    routes: await keep('routes'),
    workloads: await keep('workloads'),
    dependencies: await keep('dependencies'),
    findings: await keep('findings'),
    problems: await keep('problems'),
  };
  const same =
    kept.listeners === previous.listeners &&
    kept.attachments === previous.attachments &&
    kept.routes === previous.routes &&
    kept.workloads === previous.workloads &&
    kept.dependencies === previous.dependencies &&
    kept.findings === previous.findings &&
    kept.problems === previous.problems;
  return same ? previous : kept;
}

async function keepItems<T>(options: {
  previous: readonly T[];
  next: readonly T[];
  nameOf: NameOf<T>;
  yieldTurn: () => Promise<void>;
}): Promise<readonly T[]> {
  const { previous, next, nameOf, yieldTurn } = options;
  const known = new Map(previous.map(item => [nameOf(item), item]));
  const kept: T[] = [];
  for (const item of next) {
    const before = known.get(nameOf(item));
    kept.push(before && isDeepStrictEqual(before, item) ? before : item);
    if (kept.length % ITEMS_PER_STEP === 0) {
      await yieldTurn();
    }
  }
  const same =
    kept.length === previous.length &&
    kept.every((item, position) => item === previous[position]);
  return same ? previous : kept;
}
