import { mockServices } from '@backstage/backend-test-utils';
import type { Timing } from '@portolan/cluster-client';
import {
  ConnectionProblemError,
  type ClusterConnection,
  type ClusterResponse,
} from '@portolan/plugin-traffic-node';
import { istioSidecar } from './presets/istio';
import { TelemetryKeeper } from './TelemetryKeeper';

const answer = (body: unknown, status = 200): ClusterResponse => ({
  status,
  body: typeof body === 'string' ? body : JSON.stringify(body),
});

const series = (labels: Record<string, string>, value: string) => ({
  metric: {
    portolan_part: 'http',
    source_workload_namespace: 'payments',
    source_workload: 'payments',
    ...labels,
  },
  value: [1_750_000_000, value],
});

const vector = (...result: unknown[]) =>
  answer({ status: 'success', data: { resultType: 'vector', result } });

const STRIPE = {
  destination_service: 'api.stripe.com',
  destination_service_name: 'api.stripe.com',
};

/** A keeper whose every round is begun by hand, over answers that are given one after another. */
const keeperOver = (answers: Array<ClusterResponse | Error>) => {
  let time = Date.parse('2026-01-01T10:07:00Z');
  let nextRound = () => {};
  const timing: Timing = {
    now: () => time,
    random: () => 0.5,
    schedule: (delayMs, callback) => {
      nextRound = () => {
        time += delayMs;
        callback();
      };
      return () => {};
    },
  };
  const logger = mockServices.logger.mock();
  const connection: Pick<ClusterConnection, 'get' | 'close'> = {
    get: async () => {
      const next = answers.shift();
      if (!next || next instanceof Error) {
        throw next ?? new Error('no more answers');
      }
      return next;
    },
    close: () => {},
  };
  const keeper = new TelemetryKeeper({
    logger,
    timing,
    endpoints: [
      {
        cluster: 'prod-eu',
        connection,
        presets: [istioSidecar],
        windowSeconds: 600,
        matchers: '',
        intervalMs: 60_000,
      },
    ],
  });
  const changed = () =>
    new Promise<void>(resolve => {
      const unsubscribe = keeper.onChange(() => {
        unsubscribe();
        resolve();
      });
    });
  return {
    keeper,
    logger,
    start: async () => {
      const first = changed();
      keeper.start();
      await first;
    },
    round: async () => {
      const next = changed();
      nextRound();
      await next;
    },
  };
};

describe('TelemetryKeeper', () => {
  it('adds up the series of a call and tells its failures', async () => {
    const { keeper, start } = keeperOver([
      vector(
        series({ ...STRIPE, response_code: '200' }, '3'),
        series({ ...STRIPE, response_code: '503' }, '1'),
        series({ ...STRIPE, response_code: '200' }, 'NaN'),
      ),
    ]);
    await start();
    expect(keeper.current()).toEqual([
      {
        cluster: 'prod-eu',
        windowSeconds: 600,
        states: [{ state: 'answered', preset: 'istio-sidecar' }],
        covered: [{ namespace: 'payments', workload: 'payments' }],
        calls: [
          {
            preset: 'istio-sidecar',
            namespace: 'payments',
            workload: 'payments',
            destination: { kind: 'host', host: 'api.stripe.com' },
            port: null,
            protocol: 'TCP',
            ratePerSecond: 4,
            errorShare: 0.25,
            refused: false,
            lastSeen: '2026-01-01T09:57:00.000Z',
          },
        ],
      },
    ]);
    await keeper.stop();
  });

  it('tells when a call was last seen: now while it goes on, and then for as long as it is known', async () => {
    const recent = series({ ...STRIPE, portolan_recent: 'yes' }, '3');
    const { keeper, start, round } = keeperOver([
      vector(series(STRIPE, '3'), recent),
      vector(series(STRIPE, '3'), recent),
      vector(series(STRIPE, '2')),
    ]);
    const seen = () =>
      keeper
        .current()[0]
        .calls.map(({ lastSeen, ratePerSecond }) => [
          lastSeen.slice(11, 16),
          ratePerSecond,
        ]);
    await start();
    expect(seen()).toEqual([['10:07', 3]]);
    await round();
    expect(seen()).toEqual([['10:08', 3]]);
    await round();
    expect(seen()).toEqual([['10:08', 2]]);
    await keeper.stop();
  });

  it('takes a rate of zero for coverage and not for a call', async () => {
    const { keeper, start } = keeperOver([vector(series(STRIPE, '0'))]);
    await start();
    const [{ calls, covered }] = keeper.current();
    expect(calls).toEqual([]);
    expect(covered).toHaveLength(1);
    await keeper.stop();
  });

  it.each([
    ['no JSON', answer('<html>'), /no instant vector/],
    ['another shape', answer({ status: 'success', data: [] }), /no instant/],
    [
      'a matrix',
      answer({ status: 'success', data: { resultType: 'matrix', result: [] } }),
      /no instant/,
    ],
    ['a query that it cannot answer', answer('bad', 422), /cannot answer/],
    ['a refusal', answer('', 401), /refuses the credential \(401\)/],
    ['no such address', answer('', 404), /no query API/],
    ['a failure', answer('', 502), /answered with 502/],
    [
      'no answer',
      new ConnectionProblemError({
        reason: 'timeout',
        message: 'The Prometheus server did not answer within 10 s.',
      }),
      /within 10 s/,
    ],
  ] as const)('tells of %s, and since when', async (_, first, problem) => {
    const { keeper, start, logger } = keeperOver([first]);
    await start();
    expect(keeper.current()[0]).toMatchObject({
      calls: [],
      covered: [],
      states: [
        {
          state: 'unreachable',
          since: '2026-01-01T10:07:00.000Z',
          problem: expect.stringMatching(problem),
        },
      ],
    });
    expect(logger.warn).toHaveBeenCalledTimes(1);
    await keeper.stop();
  });

  it('keeps what was seen and the time since when nothing is, and recovers', async () => {
    const { keeper, start, round } = keeperOver([
      vector(series(STRIPE, '3')),
      answer('', 503),
      vector(series(STRIPE, '5')),
    ]);
    await start();
    await round();
    const [broken] = keeper.current();
    expect(broken.calls).toHaveLength(1);
    expect(broken.states[0]).toMatchObject({
      state: 'unreachable',
      since: '2026-01-01T10:08:00.000Z',
    });
    await round();
    const [again] = keeper.current();
    expect(again.states[0].state).toBe('answered');
    expect(again.calls[0].ratePerSecond).toBe(5);
    await keeper.stop();
  });
});
