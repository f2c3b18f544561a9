import { useCallback, useEffect, useState } from 'react';
import type {
  RouteEffect,
  RouteProposal,
} from '@portolan/plugin-traffic-common';
import type { Answer } from './Answer';
import { useTrafficClient } from './useTrafficClient';

const DEBOUNCE_MS = 400;

/** What a proposal would do now, asked when it has stayed the same for a moment; undefined asks nothing. */
export function useRoutePreview(proposal: RouteProposal | undefined): {
  effect: Answer<RouteEffect>;
  retry: () => void;
} {
  const client = useTrafficClient();
  const [attempt, setAttempt] = useState(0);
  const [effect, setEffect] = useState<Answer<RouteEffect>>({ status: 'idle' });
  const key = proposal && JSON.stringify(proposal);
  useEffect(() => {
    if (key === undefined) {
      setEffect({ status: 'idle' });
      return undefined;
    }
    const controller = new AbortController();
    const settle = (answer: Answer<RouteEffect>) => {
      if (!controller.signal.aborted) {
        setEffect(answer);
      }
    };
    setEffect(before => ({
      status: 'pending',
      last: before.status === 'ready' ? before.value : lastOf(before),
    }));
    const timer = setTimeout(() => {
      client.previewRoute(JSON.parse(key), { signal: controller.signal }).then(
        value => settle({ status: 'ready', value }),
        (failure: unknown) => settle({ status: 'error', failure }),
      );
    }, DEBOUNCE_MS);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [client, key, attempt]);
  const retry = useCallback(() => setAttempt(number => number + 1), []);
  return { effect, retry };
}

function lastOf(answer: Answer<RouteEffect>): RouteEffect | undefined {
  return answer.status === 'pending' ? answer.last : undefined;
}
