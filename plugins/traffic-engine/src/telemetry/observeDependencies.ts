import type {
  Dependency,
  Evidence,
  Observation,
  Port,
} from '@portolan/plugin-traffic-common';
import type { DependencyDraft } from '../model/drafts';
import { groupBy } from '../snapshot/groupBy';
import type { PlacedCall, TelemetryIndex } from './telemetryIndex';

type Place = Pick<Dependency, 'workload' | 'destination' | 'port' | 'protocol'>;

const NOT_COMPARABLE =
  'Telemetry tells of host names and Services, and this is an address, a range or a set of pods.';

/** A draft for every observed call that no other source knows of: nobody declared it, and it was seen. */
export function draftObserved(
  index: TelemetryIndex,
  drafts: readonly DependencyDraft[],
): readonly DependencyDraft[] {
  const known = groupBy(drafts, draft => placeKey(draft));
  const unknown = index.calls.filter(
    placed =>
      !(known.get(placeKey(toPlace(placed))) ?? []).some(draft =>
        isSameWay(placed, draft),
      ),
  );
  return [
    ...groupBy(unknown, placed =>
      [
        placeKey(toPlace(placed)),
        placed.call.port ?? '',
        placed.call.protocol ?? '',
      ].join(' '),
    ).values(),
  ].map(
    ([first, ...others]): DependencyDraft => ({
      cluster: first.workload.ref.cluster,
      ...toPlace(first),
      evidence: evidenceOf([first, ...others]),
      declared: { answer: 'no' },
    }),
  );
}

/** The dependency with what telemetry says of it, and with what was seen among its evidence. */
export function observe(
  dependency: Dependency,
  index: TelemetryIndex | undefined,
): Dependency {
  if (!index) {
    return dependency;
  }
  const seen = index
    .callsOf(dependency.workload)
    .filter(placed => isSamePlace(placed, dependency));
  const evidence = dependency.evidence.filter(
    ({ rung }) => rung !== 'observed',
  );
  return {
    ...dependency,
    evidence: [...evidenceOf(seen), ...evidence],
    observed: observationOf(dependency, seen, index),
  };
}

function observationOf(
  dependency: Dependency,
  seen: readonly PlacedCall[],
  { telemetry, isCovered }: TelemetryIndex,
): Observation {
  const { windowSeconds, states } = telemetry;
  const broken = states.filter(state => state.state === 'unreachable');
  const problem = broken
    .map(
      ({ since, problem: why }) =>
        `Telemetry unreachable since ${since}: ${why}`,
    )
    .join(' ');
  const told = { windowSeconds, ...(problem !== '' && { problem }) };
  if (seen.length > 0) {
    return { answer: 'yes', coverage: true, ...told, ...summaryOf(seen) };
  }
  if (!isComparable(dependency)) {
    return { answer: 'unknown', problem: NOT_COMPARABLE };
  }
  if (broken.length > 0) {
    return { answer: 'unknown', ...told };
  }
  const coverage = isCovered(dependency.workload);
  return { answer: coverage ? 'no' : 'no-telemetry', coverage, ...told };
}

function summaryOf(seen: readonly PlacedCall[]) {
  const calls = seen.map(({ call }) => call);
  const ratePerSecond = sum(calls.map(call => call.ratePerSecond));
  const rated = calls.filter(({ errorShare }) => errorShare !== null);
  const ratedRate = sum(rated.map(call => call.ratePerSecond));
  const errorRate = sum(
    rated.map(call => call.ratePerSecond * (call.errorShare ?? 0)),
  );
  return {
    lastSeen: calls.map(({ lastSeen }) => lastSeen).sort()[calls.length - 1],
    ratePerSecond: toDigits(ratePerSecond),
    ...(ratedRate > 0 && { errorShare: toDigits(errorRate / ratedRate) }),
    refused: calls.some(({ refused }) => refused),
    presets: presetsOf(seen),
  };
}

/** A rate has no more than two digits that mean anything, and the same rate must not look new each minute. */
function toDigits(value: number): number {
  return Number(value.toPrecision(2));
}

function evidenceOf(seen: readonly PlacedCall[]): Evidence[] {
  return presetsOf(seen).map(source => {
    const why = seen.flatMap(({ call }) =>
      call.preset === source && call.destination.kind === 'unknown'
        ? [call.destination.why]
        : [],
    )[0];
    return {
      rung: 'observed',
      source,
      provenance: null,
      ...(why !== undefined && { detail: why }),
    };
  });
}

function presetsOf(seen: readonly PlacedCall[]): string[] {
  return [...new Set(seen.map(({ call }) => call.preset))].sort();
}

function toPlace({ call, workload, destination }: PlacedCall): Place {
  return {
    workload: workload.ref,
    destination,
    port: call.port,
    protocol: call.protocol,
  };
}

/** Equal for the same workload and destination, whatever the port. */
function placeKey({ workload, destination }: Place): string {
  return `${workload.kind} ${workload.namespace}/${
    workload.name
  } ${JSON.stringify(destination)}`;
}

function isSamePlace(placed: PlacedCall, place: Place): boolean {
  return (
    placeKey(toPlace(placed)) === placeKey(place) && isSameWay(placed, place)
  );
}

/** Telemetry seldom records the port: a call without one may be any. */
function isSameWay(
  { call }: PlacedCall,
  { port, protocol }: Pick<Place, 'port' | 'protocol'>,
): boolean {
  return (
    (call.port === null || includesPort(port, call.port)) &&
    (call.protocol === null || protocol === null || protocol === call.protocol)
  );
}

function includesPort(port: Port, wanted: number): boolean {
  if (port === null || typeof port === 'string') {
    return port === null;
  }
  return typeof port === 'number'
    ? port === wanted
    : port.from <= wanted && wanted <= port.to;
}

function isComparable({ destination }: Dependency): boolean {
  return destination.kind === 'host' || destination.kind === 'service';
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
