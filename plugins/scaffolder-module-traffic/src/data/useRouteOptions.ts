import { useCallback, useEffect, useState } from 'react';
import { parseEntityRef } from '@backstage/catalog-model';
import type { RouteOptions } from '@portolan/plugin-traffic-common';
import type { Answer } from './Answer';
import { useTrafficClient } from './useTrafficClient';

/** Where an entity runs, with its Services and listeners; `retry` asks again. */
export function useRouteOptions(entityRef: string | undefined): {
  options: Answer<RouteOptions>;
  retry: () => void;
} {
  const client = useTrafficClient();
  const [attempt, setAttempt] = useState(0);
  const [asked, setAsked] = useState<{
    entityRef?: string;
    answer: Answer<RouteOptions>;
  }>({ answer: { status: 'idle' } });
  useEffect(() => {
    if (!entityRef) {
      return undefined;
    }
    const controller = new AbortController();
    const settle = (answer: Answer<RouteOptions>) => {
      if (!controller.signal.aborted) {
        setAsked({ entityRef, answer });
      }
    };
    settle({ status: 'pending' });
    askOptions(client, entityRef, controller.signal).then(
      value => settle({ status: 'ready', value }),
      (failure: unknown) => settle({ status: 'error', failure }),
    );
    return () => controller.abort();
  }, [client, entityRef, attempt]);
  const retry = useCallback(() => setAttempt(number => number + 1), []);
  if (!entityRef) {
    return { options: { status: 'idle' }, retry };
  }
  return {
    options:
      asked.entityRef === entityRef ? asked.answer : { status: 'pending' },
    retry,
  };
}

async function askOptions(
  client: ReturnType<typeof useTrafficClient>,
  entityRef: string,
  signal: AbortSignal,
): Promise<RouteOptions> {
  const compound = parseEntityRef(entityRef, {
    defaultKind: 'component',
    defaultNamespace: 'default',
  });
  return client.getRouteOptions(compound, { signal });
}
