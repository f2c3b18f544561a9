import type { ObservedDestination } from '@portolan/plugin-traffic-engine';

/** The labels of one series. A label that a series does not have reads as ''. */
export type SeriesLabels = (name: string) => string;

/** What one series tells: that a workload has telemetry, or that it called something. */
export type SeriesReading =
  | {
      readonly kind: 'coverage';
      readonly namespace: string;
      readonly workload: string;
    }
  | {
      readonly kind: 'call';
      readonly namespace: string;
      readonly workload: string;
      readonly destination: ObservedDestination;
      readonly port: number | null;
      readonly protocol: 'TCP' | 'UDP' | 'SCTP' | null;
      /** null: the series does not tell. */
      readonly failed: boolean | null;
      readonly refused: boolean;
      /** The value is no rate of calls: that it is above zero is all it says. */
      readonly onlySeen?: boolean;
    };

/** One kind of telemetry: a single PromQL query for a whole cluster, and how to read the series of its answer. */
export interface TelemetryPreset {
  readonly name: string;
  /** `window` is a PromQL duration, `matchers` is '' or label matchers that follow others: `,cluster="a"`. */
  query(options: { window: string; matchers: string }): string;
  /** undefined: the series tells nothing that has a place. */
  read(labels: SeriesLabels): SeriesReading | undefined;
}

/** A port in text, or null. */
export function readPort(text: string): number | null {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  return port >= 1 && port <= 65_535 ? port : null;
}
