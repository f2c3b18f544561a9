import {
  readPort,
  type SeriesLabels,
  type TelemetryPreset,
} from './TelemetryPreset';

/** A label and the values of it that mean yes. */
export interface LabelTest {
  readonly label: string;
  readonly values: readonly string[];
}

/** A query of the operator’s own, and which label of its series says what. */
export interface QueryTemplate {
  readonly name: string;
  /** PromQL; `$window` and `$matchers` stand for the configured ones. */
  readonly query: string;
  readonly labels: {
    readonly workload: string;
    readonly namespace?: string;
    readonly host: string;
    readonly port?: string;
    readonly failed?: LabelTest;
    readonly refused?: LabelTest;
  };
}

/** The preset that a template comes to. */
export function templatePreset(template: QueryTemplate): TelemetryPreset {
  const { name, labels: names } = template;
  const holds = (test: LabelTest | undefined, labels: SeriesLabels) =>
    test !== undefined && test.values.includes(labels(test.label));
  return {
    name,
    query: ({ window, matchers }) =>
      template.query
        .replaceAll('$window', window)
        .replaceAll('$matchers', matchers.replace(/^,/, '')),
    read: labels => {
      const workload = labels(names.workload);
      const host = labels(names.host);
      return workload === ''
        ? undefined
        : {
            kind: 'call',
            namespace: names.namespace ? labels(names.namespace) : '',
            workload,
            destination:
              host === ''
                ? { kind: 'unknown', why: 'The telemetry does not name it' }
                : { kind: 'name', name: host },
            port: names.port ? readPort(labels(names.port)) : null,
            protocol: null,
            failed: names.failed ? holds(names.failed, labels) : null,
            refused: holds(names.refused, labels),
          };
    },
  };
}
