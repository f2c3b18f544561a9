import { useApi } from '@backstage/frontend-plugin-api';
import type { HostList } from '@portolan/plugin-traffic-common';
import { useSignal } from '@backstage/plugin-signals-react';
import { TRAFFIC_SIGNAL_CHANNEL } from '@portolan/plugin-traffic-common';
import { useCallback, useEffect, useRef, useState } from 'react';
import { trafficGlobalApiRef } from '../api/trafficGlobalApiRef';
import { keepsLastData } from './classifyFailure';

export type HostsState =
  | { status: 'pending' }
  | { status: 'error'; failure: unknown }
  | { status: 'data'; data: HostList; readAt: string; failure?: unknown };

const POLL_MS = 60_000;

/** Every host, read again when something changes; the last list stays when a later read fails. */
export function useHosts(): {
  state: HostsState;
  isReading: boolean;
  retry: () => void;
} {
  const api = useApi(trafficGlobalApiRef);
  const [state, setState] = useState<HostsState>({ status: 'pending' });
  const [isReading, setReading] = useState(false);
  const abort = useRef<AbortController>();
  const read = useCallback(() => {
    abort.current?.abort();
    const controller = new AbortController();
    abort.current = controller;
    setReading(true);
    const settle = (next: (before: HostsState) => HostsState) => {
      if (abort.current === controller) {
        setState(next);
        setReading(false);
      }
    };
    api.listHosts({ signal: controller.signal }).then(
      data =>
        settle(() => ({
          status: 'data',
          data,
          readAt: new Date().toISOString(),
        })),
      failure =>
        settle(before =>
          before.status === 'data' && keepsLastData(failure)
            ? { ...before, failure }
            : { status: 'error', failure },
        ),
    );
  }, [api]);

  const { lastSignal } = useSignal(TRAFFIC_SIGNAL_CHANNEL);
  useEffect(() => {
    read();
    return () => abort.current?.abort();
  }, [read, lastSignal]);
  useEffect(() => {
    const timer = setInterval(() => {
      if (!document.hidden) {
        read();
      }
    }, POLL_MS);
    return () => clearInterval(timer);
  }, [read]);
  return { state, isReading, retry: read };
}
