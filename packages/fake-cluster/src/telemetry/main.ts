import { parseArgs } from 'node:util';
import { SeriesFileError } from './readSeries';
import {
  startTelemetryStandIn,
  TelemetryPortBusyError,
} from './startTelemetryStandIn';

const USAGE = `Usage: telemetry-stand-in --series <file> --port <number>

Answers Prometheus' instant queries from a file of series with rates, until it is told to end (Ctrl-C, SIGTERM). It is no
Prometheus: it measures nothing.
`;

async function run(): Promise<void> {
  const { values } = parseArgs({
    options: { series: { type: 'string' }, port: { type: 'string' } },
  });
  if (values.series === undefined || !/^\d+$/.test(values.port ?? '')) {
    process.stderr.write(USAGE);
    process.exitCode = 2;
    return;
  }
  const running = await startTelemetryStandIn({
    port: Number(values.port),
    seriesFile: values.series,
    log: line => process.stderr.write(`${line}\n`),
  });
  process.stdout.write(
    `The stand-in for a Prometheus answers at ${running.url} from ${values.series}\n`,
  );
  const end = () => {
    running.stop().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.once('SIGTERM', end);
  process.once('SIGINT', end);
}

run().catch((error: unknown) => {
  const expected =
    error instanceof TelemetryPortBusyError || error instanceof SeriesFileError;
  process.stderr.write(
    `${
      expected
        ? error.message
        : `The telemetry stand-in cannot start: ${String(error)}`
    }\n`,
  );
  process.exitCode = 1;
});
