import type {
  ClusterTelemetry,
  ObservedCall,
} from '@portolan/plugin-traffic-engine';
import type { Sample } from './readVector';
import type { SeriesReading, TelemetryPreset } from './TelemetryPreset';

type Gathered = Pick<ClusterTelemetry, 'calls' | 'covered'>;
type Call = Extract<SeriesReading, { kind: 'call' }>;

/** Marks the series of the newest part of the window: what has it was seen just now. */
export const RECENT_LABEL = 'portolan_recent';

/** When calls were seen that are in the window: `recently` those of its newest part, else what was known of them before. */
export interface SeenTimes {
  readonly recently: string;
  readonly windowStart: string;
  readonly before: readonly ObservedCall[];
}

interface Sum {
  readonly call: Call;
  rate: number;
  ratedRate: number;
  failedRate: number;
  refused: boolean;
}

/**
 * Adds the series of one answer up: one call per workload, destination, port and protocol, with when it was last seen. A rate
 * of zero was not seen.
 */
export function gatherCalls(
  preset: TelemetryPreset,
  samples: readonly Sample[],
  times: SeenTimes,
): Gathered {
  const sums = new Map<string, Sum>();
  const covered = new Map<string, Gathered['covered'][number]>();
  const recent = new Set<string>();
  for (const { labels, value } of samples) {
    const reading = preset.read(name => labels[name] ?? '');
    if (!reading) {
      continue;
    }
    const { namespace, workload } = reading;
    covered.set(`${namespace}/${workload}`, { namespace, workload });
    if (reading.kind === 'call' && value > 0) {
      if (labels[RECENT_LABEL]) {
        recent.add(callKey(reading));
      } else {
        add(sums, reading, value);
      }
    }
  }
  const before = new Map(
    times.before.map(call => [callKey(call), call.lastSeen]),
  );
  return {
    covered: [...covered.values()],
    calls: [...sums].map(([key, sum]) =>
      toCall(
        sum,
        preset.name,
        recent.has(key)
          ? times.recently
          : latest(before.get(key), times.windowStart),
      ),
    ),
  };
}

/** What was seen in the window was seen after its start, whatever was known before. */
function latest(before: string | undefined, windowStart: string): string {
  return before !== undefined && before > windowStart ? before : windowStart;
}

function callKey(
  call: Pick<
    ObservedCall,
    'namespace' | 'workload' | 'destination' | 'port' | 'protocol'
  >,
): string {
  const { namespace, workload, destination, port, protocol } = call;
  return JSON.stringify([namespace, workload, destination, port, protocol]);
}

function add(sums: Map<string, Sum>, call: Call, value: number): void {
  const key = callKey(call);
  const sum = sums.get(key) ?? {
    call,
    rate: 0,
    ratedRate: 0,
    failedRate: 0,
    refused: false,
  };
  sums.set(key, sum);
  const rate = call.onlySeen ? 0 : value;
  sum.rate += rate;
  sum.refused ||= call.refused;
  if (call.failed !== null) {
    sum.ratedRate += rate;
    sum.failedRate += call.failed ? rate : 0;
  }
}

function toCall(sum: Sum, preset: string, lastSeen: string): ObservedCall {
  const { namespace, workload, destination, port, protocol } = sum.call;
  return {
    preset,
    namespace,
    workload,
    destination,
    port,
    protocol,
    ratePerSecond: sum.rate,
    errorShare: sum.ratedRate > 0 ? sum.failedRate / sum.ratedRate : null,
    refused: sum.refused,
    lastSeen,
  };
}
