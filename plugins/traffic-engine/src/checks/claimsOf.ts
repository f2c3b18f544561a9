import type { ObjectRef } from '@portolan/plugin-traffic-common';
import type { TrafficModel } from '../model/TrafficModel';
import { refKey } from '../model/refs';

/** The entities that claim workloads, each once, sorted. */
export type EntitiesOfWorkloads = (
  workloads: readonly ObjectRef[],
) => readonly string[];

/** Looks the claims of workloads up; made once per run of a check. */
export function createEntitiesOfWorkloads({
  workloads,
}: Pick<TrafficModel, 'workloads'>): EntitiesOfWorkloads {
  const byRef = new Map(
    workloads.map(({ ref, claims }) => [
      refKey(ref),
      claims.map(({ entityRef }) => entityRef),
    ]),
  );
  return refs =>
    [...new Set(refs.flatMap(ref => byRef.get(refKey(ref)) ?? []))].sort();
}
