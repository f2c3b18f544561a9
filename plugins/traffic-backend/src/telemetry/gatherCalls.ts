import type {
  ClusterTelemetry,
  ObservedCall,
} from '@portolan/plugin-traffic-engine';
import type { Sample } from './readVector';
import type { SeriesReading, TelemetryPreset } from './TelemetryPreset';

type Gathered = Pick<ClusterTelemetry, 'calls' | 'covered'>;
type Call = Extract<SeriesReading, { kind: 'call' }>;

interface Sum {
  readonly call: Call;
  rate: number;
  ratedRate: number;
  failedRate: number;
  refused: boolean;
}

/** Adds the series of one answer up: one call per workload, destination, port and protocol. A rate of zero was not seen. */
export function gatherCalls(
  preset: TelemetryPreset,
  samples: readonly Sample[],
  lastSeen: string,
): Gathered {
  const sums = new Map<string, Sum>();
  const covered = new Map<string, Gathered['covered'][number]>();
  for (const { labels, value } of samples) {
    const reading = preset.read(name => labels[name] ?? '');
    if (!reading) {
      continue;
    }
    const { namespace, workload } = reading;
    covered.set(`${namespace}/${workload}`, { namespace, workload });
    if (reading.kind === 'call' && value > 0) {
      add(sums, reading, value);
    }
  }
  return {
    covered: [...covered.values()],
    calls: [...sums.values()].map(sum => toCall(sum, preset.name, lastSeen)),
  };
}

function add(sums: Map<string, Sum>, call: Call, value: number): void {
  const { namespace, workload, destination, port, protocol } = call;
  const key = JSON.stringify([
    namespace,
    workload,
    destination,
    port,
    protocol,
  ]);
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
