import type { RoutePolicy } from '@portolan/plugin-traffic-common';
import type { ServiceTarget } from '../../../model/drafts';
import { at, refKey, refTo } from '../../../model/refs';
import type { ClusterSnapshot } from '../../../snapshot/ClusterSnapshot';
import { compareText } from '../../../snapshot/compareText';
import type { KubeObject } from '../../../snapshot/KubeObject';
import {
  isRecord,
  readList,
  readNumber,
  readRecord,
  readText,
} from '../../../snapshot/read';
import { ruleSettingsSchema, sessionSettings } from '../facts/ruleSettings';
import { SOURCE_ID, X_BACKEND_TRAFFIC_POLICY } from '../kinds';

/** The XBackendTrafficPolicies of a cluster by the backends that they are attached to. */
export interface BackendTrafficPolicies {
  /** Whether none is attached to anything. */
  readonly isEmpty: boolean;
  /** What is set for connections to a backend: the oldest policy's settings in force, those of others overridden by it. */
  settingsFor(backend: ServiceTarget): readonly RoutePolicy[];
}

const NONE: readonly RoutePolicy[] = [];

/** A policy attached to a Service holds for it whatever port is used: a target has no section (GEP-1731, GEP-1619). */
export function buildBackendTrafficPolicies(
  snapshot: ClusterSnapshot,
): BackendTrafficPolicies {
  const byBackend = new Map<string, RoutePolicy[]>();
  const oldestFirst = [...snapshot.list(X_BACKEND_TRAFFIC_POLICY)].sort(
    compareAge,
  );
  for (const object of oldestFirst) {
    const settings = settingsOf(snapshot, object);
    for (const key of targetsOf(snapshot, object)) {
      const known = byBackend.get(key) ?? [];
      const [winner] = known;
      byBackend.set(key, [
        ...known,
        ...settings.map(
          (setting): RoutePolicy =>
            winner
              ? { ...setting, state: 'overridden', by: winner.setBy }
              : { ...setting, state: 'in-force' },
        ),
      ]);
    }
  }
  return {
    isEmpty: byBackend.size === 0,
    settingsFor: ({ service }) =>
      byBackend.size === 0 ? NONE : byBackend.get(refKey(service)) ?? NONE,
  };
}

function compareAge(a: KubeObject, b: KubeObject): number {
  const [first, second] = [a, b].map(
    ({ metadata }) => metadata.creationTimestamp ?? '',
  );
  return (
    Number(first === '') - Number(second === '') ||
    compareText(first, second) ||
    compareText(
      `${a.metadata.namespace}/${a.metadata.name}`,
      `${b.metadata.namespace}/${b.metadata.name}`,
    )
  );
}

function targetsOf(
  snapshot: ClusterSnapshot,
  { spec, metadata }: KubeObject,
): readonly string[] {
  return readList(spec, 'targetRefs').map(target =>
    refKey({
      cluster: snapshot.cluster,
      group: readText(target, 'group') ?? '',
      kind: readText(target, 'kind') ?? '',
      namespace: metadata.namespace ?? '',
      name: readText(target, 'name') ?? '',
    }),
  );
}

function settingsOf(
  snapshot: ClusterSnapshot,
  object: KubeObject,
): readonly Omit<RoutePolicy, 'state' | 'by'>[] {
  const provenance = at(SOURCE_ID, refTo(snapshot.cluster, object));
  const spec = readRecord(object, 'spec');
  const session = ruleSettingsSchema.safeParse({
    sessionPersistence: spec.sessionPersistence,
  });
  return [
    ...retryBudget(spec),
    ...sessionSettings(
      session.success ? session.data.sessionPersistence : undefined,
      'spec.sessionPersistence',
    ),
  ].map(({ path, aspect, summary, params }) => ({
    aspect,
    summary,
    params,
    setBy: provenance(path),
  }));
}

/** With the defaults of the CRD: 20 % of the requests of 10 s, and 10 retries in any second. */
function retryBudget(spec: Readonly<Record<string, unknown>>) {
  if (!isRecord(spec.retryConstraint)) {
    return [];
  }
  const budget = readRecord(spec.retryConstraint, 'budget');
  const minimum = readRecord(spec.retryConstraint, 'minRetryRate');
  const params = {
    percent: readNumber(budget, 'percent') ?? 20,
    interval: readText(budget, 'interval') ?? '10s',
    'minRetryRate.count': readNumber(minimum, 'count') ?? 10,
    'minRetryRate.interval': readText(minimum, 'interval') ?? '1s',
  };
  return [
    {
      aspect: 'retry' as const,
      summary: `retries up to ${params.percent} % of the requests of ${params.interval}, at least ${params['minRetryRate.count']} in ${params['minRetryRate.interval']}`,
      params,
      path: 'spec.retryConstraint',
    },
  ];
}
