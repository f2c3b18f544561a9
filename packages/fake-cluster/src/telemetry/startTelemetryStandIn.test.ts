import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { readSeries, SeriesFileError } from './readSeries';
import type { TelemetryStandIn } from './startTelemetryStandIn';
import {
  startTelemetryStandIn,
  TelemetryPortBusyError,
} from './startTelemetryStandIn';

const CALLS = `series:
  - metric: calls_total
    labels: { caller: shop, peer: stripe, code: '200' }
    rate: 2
  - metric: calls_total
    labels: { caller: shop, peer: stripe, code: '500' }
    rate: 0.5
  - metric: calls_total
    labels: { caller: cart, peer: tax }
    rate: 1
  - metric: other_total
    labels: { caller: shop }
    rate: 7
`;

describe('the stand-in for a Prometheus', () => {
  let dir: string;
  let file: string;
  let lines: string[];
  let running: TelemetryStandIn;

  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'telemetry-'));
    file = join(dir, 'series.yaml');
    lines = [];
    await writeFile(file, CALLS);
    running = await startTelemetryStandIn({
      port: 0,
      seriesFile: file,
      log: line => lines.push(line),
    });
  });

  afterEach(async () => {
    await running.stop();
    await rm(dir, { recursive: true });
  });

  async function ask(query: string) {
    const response = await fetch(
      `${running.url}/api/v1/query?${new URLSearchParams({ query })}`,
    );
    const body = await response.json();
    return {
      status: response.status,
      error: body.error,
      result: body.data?.result.map(
        ({ metric, value }: { metric: object; value: [number, string] }) => [
          metric,
          value[1],
        ],
      ),
    };
  }

  it.each([
    {
      name: 'adds rates up by the labels that are asked for',
      query: 'sum by (caller, peer) (rate(calls_total{}[5m]))',
      result: [
        [{ caller: 'shop', peer: 'stripe' }, '2.5'],
        [{ caller: 'cart', peer: 'tax' }, '1'],
      ],
    },
    {
      name: 'answers nothing of other metrics and other labels',
      query: 'sum by (caller) (rate(calls_total{code="200",peer!="tax"}[5m]))',
      result: [[{ caller: 'shop' }, '2']],
    },
    {
      name: 'matches patterns against the whole value, and absent labels as empty',
      query:
        'sum by (peer) (rate(calls_total{code!~"[0-9]+",peer=~"ta."}[5m]))',
      result: [[{ peer: 'tax' }, '1']],
    },
    {
      name: 'tells the parts of a query apart by the label that each adds',
      query:
        'label_replace(sum by (peer) (rate(calls_total{caller="cart"}[10m])), "part", "calls", "", "") or label_replace(count by (caller) (rate(calls_total{caller="shop"}[10m])), "part", "covered", "", "")',
      result: [
        [{ peer: 'tax', part: 'calls' }, '1'],
        [{ caller: 'shop', part: 'covered' }, '2'],
      ],
    },
    {
      name: 'has no series of a metric that is not in the file',
      query: 'sum by (peer) (rate(nothing_total{}[5m]))',
      result: [],
    },
  ])('$name', async ({ query, result }) => {
    expect(await ask(query)).toEqual({ status: 200, error: undefined, result });
  });

  it('refuses a query that it does not understand, and says so', async () => {
    const { status, error } = await ask('histogram_quantile(0.9, up)');
    expect(status).toBe(400);
    expect(error).toMatch(/This stand-in understands .* and not: histogram/);
  });

  it('follows an edit of the file, and says when it cannot be read', async () => {
    const query = 'sum by (caller) (rate(other_total{}[5m]))';
    await writeFile(file, CALLS.replace('rate: 7', 'rate: 9'));
    expect((await ask(query)).result).toEqual([[{ caller: 'shop' }, '9']]);
    await writeFile(file, 'series: 3');
    expect((await ask(query)).status).toBe(503);
    expect(lines.join()).toMatch(/series\.yaml are not valid/);
  });

  it('names a busy port, and a file that is not there', async () => {
    const log = () => {};
    const port = Number(new URL(running.url).port);
    await expect(
      startTelemetryStandIn({ port, seriesFile: file, log }),
    ).rejects.toThrow(TelemetryPortBusyError);
    await expect(
      startTelemetryStandIn({ port: 0, seriesFile: `${file}.gone`, log }),
    ).rejects.toThrow(SeriesFileError);
  });

  it("reads the demo's series", async () => {
    const series = await readSeries(
      resolve(__dirname, '../../telemetry/prod-eu.yaml'),
    );
    expect(series.length).toBeGreaterThan(5);
  });
});
