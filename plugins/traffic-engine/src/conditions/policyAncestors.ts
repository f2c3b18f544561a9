import type {
  Condition,
  Entry,
  ObjectRef,
  PolicyAncestor,
  PolicyStatus,
} from '@portolan/plugin-traffic-common';
import { GATEWAY, GATEWAY_API_GROUP } from '../kinds/gatewayApiKinds';
import { compareRefs, refKey } from '../model/refs';
import { compareText } from '../snapshot/compareText';
import type { KubeObject } from '../snapshot/KubeObject';
import { readList, readNumber, readRecord, readText } from '../snapshot/read';
import {
  compareConditions,
  decodeVerdict,
  toStatus,
  type ReportedCondition,
} from './decodeVerdict';

/** What is predicted of a policy at one ancestor. */
export type PredictedAncestor = Omit<PolicyAncestor, 'reported' | 'agreement'>;

interface ReportedAncestor
  extends Pick<PolicyAncestor, 'ref' | 'sectionName' | 'controller'> {
  readonly conditions: readonly ReportedCondition[];
}

/**
 * The ancestors of a policy, sorted: those that are predicted and those that a controller wrote into the status
 * (PolicyStatus.ancestors, keyed by ancestorRef and controllerName), which is read whatever is predicted.
 */
export function policyAncestors(
  cluster: string,
  object: KubeObject,
  predicted: readonly PredictedAncestor[],
): PolicyAncestor[] {
  const { generation } = object.metadata;
  const written = readAncestors(cluster, object);
  const expected = predicted.map((ancestor): PolicyAncestor => {
    const own = written.filter(other => isSame(ancestor, other));
    const [first] = own;
    const reported = decodeVerdict({
      conditions: first?.conditions ?? [],
      generation,
      controller: first?.controller ?? '',
    });
    return {
      ...ancestor,
      reported,
      agreement: compareConditions(ancestor.predicted, reported),
    };
  });
  const others = written
    .filter(other => !predicted.some(ancestor => isSame(ancestor, other)))
    .map(
      ({ conditions, ...ancestor }): PolicyAncestor => ({
        ...ancestor,
        predicted: [],
        reported: decodeVerdict({
          conditions,
          generation,
          controller: ancestor.controller ?? '',
        }),
        agreement: 'not-comparable',
      }),
    );
  return [...expected, ...others].sort(compareAncestors);
}

function isSame(
  a: Pick<PolicyAncestor, 'ref' | 'sectionName' | 'controller'>,
  b: Pick<PolicyAncestor, 'ref' | 'sectionName' | 'controller'>,
): boolean {
  return (
    refKey(a.ref) === refKey(b.ref) &&
    a.sectionName === b.sectionName &&
    (a.controller === null || a.controller === b.controller)
  );
}

function compareAncestors(a: PolicyAncestor, b: PolicyAncestor): number {
  return (
    compareRefs(a.ref, b.ref) ||
    compareText(a.sectionName ?? '', b.sectionName ?? '') ||
    compareText(a.controller ?? '', b.controller ?? '')
  );
}

function readAncestors(
  cluster: string,
  object: KubeObject,
): readonly ReportedAncestor[] {
  return readList(readRecord(object, 'status'), 'ancestors').flatMap(
    (ancestor): ReportedAncestor[] => {
      const ref = readRecord(ancestor, 'ancestorRef');
      const name = readText(ref, 'name');
      return name
        ? [
            {
              ref: {
                cluster,
                group: readText(ref, 'group') ?? GATEWAY_API_GROUP,
                kind: readText(ref, 'kind') ?? GATEWAY.kind,
                namespace:
                  readText(ref, 'namespace') || object.metadata.namespace || '',
                name,
              },
              sectionName: readText(ref, 'sectionName') || null,
              controller: readText(ancestor, 'controllerName') || null,
              conditions: readConditions(ancestor),
            },
          ]
        : [];
    },
  );
}

function readConditions(holder: unknown): readonly ReportedCondition[] {
  return readList(holder, 'conditions')
    .map(condition => ({
      type: readText(condition, 'type') ?? '',
      status: toStatus(readText(condition, 'status')),
      reason: readText(condition, 'reason') ?? '',
      observedGeneration: readNumber(condition, 'observedGeneration'),
      at: readText(condition, 'lastTransitionTime') ?? '',
    }))
    .sort((a, b) => compareText(a.type, b.type));
}

/**
 * What becomes of a policy at the door of a route: what holds at its listener, and what else holds at the Gateway or
 * ListenerSet as a whole. Undefined where none of the ancestors is that door.
 */
export function statusAt(
  ancestors: readonly PolicyAncestor[],
  entry: Extract<Entry, { kind: 'listener' }>,
): PolicyStatus | undefined {
  const owners = [entry.listenerSet, entry.gateway].flatMap(ref => ref ?? []);
  const met = owners.flatMap(owner => [
    ...ancestorsAt(ancestors, owner, entry.listener),
    ...ancestorsAt(ancestors, owner, null),
  ]);
  if (met.length < 2) {
    return met[0] && toPolicyStatus(met[0]);
  }
  const predicted = firstOfType(met.flatMap(ancestor => ancestor.predicted));
  const reported = unite(met);
  return {
    predicted,
    reported,
    agreement: compareConditions(predicted, reported),
  };
}

function ancestorsAt(
  ancestors: readonly PolicyAncestor[],
  owner: ObjectRef,
  sectionName: string | null,
): readonly PolicyAncestor[] {
  const key = refKey(owner);
  return ancestors.filter(
    ancestor =>
      ancestor.sectionName === sectionName && refKey(ancestor.ref) === key,
  );
}

function toPolicyStatus({
  predicted,
  reported,
  agreement,
}: PolicyAncestor): PolicyStatus {
  return { predicted, reported, agreement };
}

/** What was said of several ancestors; that of an older generation only where nothing newer was said. */
function unite(met: readonly PolicyAncestor[]): PolicyStatus['reported'] {
  const said = met.map(({ reported }) => reported);
  const current = said.flatMap(verdict =>
    verdict.state === 'reported' ? verdict : [],
  );
  const [newest] = [...current].sort((a, b) =>
    compareText(b.at ?? '', a.at ?? ''),
  );
  if (newest) {
    return {
      ...newest,
      conditions: firstOfType(current.flatMap(({ conditions }) => conditions)),
    };
  }
  return (
    said.find(({ state }) => state === 'pending') ??
    said[0] ?? { state: 'none' }
  );
}

function firstOfType(conditions: readonly Condition[]): Condition[] {
  const byType = new Map<string, Condition>();
  for (const condition of conditions) {
    if (!byType.has(condition.type)) {
      byType.set(condition.type, condition);
    }
  }
  return [...byType.values()].sort((a, b) => compareText(a.type, b.type));
}
