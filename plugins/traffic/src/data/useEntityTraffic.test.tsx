import type { ReactNode } from 'react';
import { TestApiProvider } from '@backstage/frontend-test-utils';
import { signalApiRef } from '@backstage/plugin-signals-react';
import { act, renderHook } from '@testing-library/react';
import { cartTraffic } from '@portolan/plugin-traffic-common/fixtures';
import { trafficApiRef } from '../api/trafficApiRef';
import { cartEntity, manualSignals } from '../__testUtils__/renderForEntity';
import {
  POLL_WITHOUT_SIGNALS_MS,
  POLL_WITH_SIGNALS_MS,
  useEntityTraffic,
} from './useEntityTraffic';

const now = new Date('2026-09-15T10:00:00Z');

function setUp(options: { hasSignals: boolean }) {
  const getEntityTraffic = jest.fn(async () => cartTraffic({ now }));
  const api = {
    getEntityTraffic,
    listClusters: async () => ({ clusters: [] }),
  };
  const { signals, send } = manualSignals();
  const wrapper = ({ children }: { children: ReactNode }) => (
    <TestApiProvider
      apis={[
        [trafficApiRef, api],
        ...(options.hasSignals ? [[signalApiRef, signals] as const] : []),
      ]}
    >
      {children}
    </TestApiProvider>
  );
  const hook = renderHook(() => useEntityTraffic(cartEntity), { wrapper });
  return { hook, getEntityTraffic, send };
}

async function pass(ms: number) {
  await act(async () => {
    await jest.advanceTimersByTimeAsync(ms);
  });
}

describe('useEntityTraffic', () => {
  beforeEach(() => {
    jest.useFakeTimers({ now });
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('polls often in a portal without signals', async () => {
    const { getEntityTraffic, hook } = setUp({ hasSignals: false });
    await pass(0);
    expect(hook.result.current.state.status).toBe('data');
    await pass(POLL_WITHOUT_SIGNALS_MS);
    expect(getEntityTraffic).toHaveBeenCalledTimes(2);
  });

  it('polls seldom in a portal with signals, and reads on each', async () => {
    const { getEntityTraffic, send } = setUp({ hasSignals: true });
    await pass(0);
    await pass(POLL_WITHOUT_SIGNALS_MS);
    expect(getEntityTraffic).toHaveBeenCalledTimes(1);
    act(send);
    await pass(1_000);
    expect(getEntityTraffic).toHaveBeenCalledTimes(2);
    await pass(POLL_WITH_SIGNALS_MS);
    expect(getEntityTraffic).toHaveBeenCalledTimes(3);
  });

  it('shows the same data as long as nothing changed', async () => {
    const { hook } = setUp({ hasSignals: false });
    await pass(0);
    const before = hook.result.current.state;
    await pass(POLL_WITHOUT_SIGNALS_MS);
    const after = hook.result.current.state;
    expect(before.status === 'data' && before.data).toBe(
      after.status === 'data' && after.data,
    );
  });

  it('stops when it is not shown any more', async () => {
    const { hook, getEntityTraffic } = setUp({ hasSignals: false });
    await pass(0);
    hook.unmount();
    await pass(10 * POLL_WITHOUT_SIGNALS_MS);
    expect(getEntityTraffic).toHaveBeenCalledTimes(1);
  });
});
