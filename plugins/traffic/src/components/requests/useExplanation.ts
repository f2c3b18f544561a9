import { useCallback, useEffect, useRef, useState } from 'react';
import { useApi } from '@backstage/frontend-plugin-api';
import type {
  RequestExplanation,
  RequestQuestion,
} from '@portolan/plugin-traffic-common';
import { trafficRequestTesterApiRef } from '../../api/trafficRequestTesterApiRef';

/** Where the question stands. */
export type ExplanationState =
  | { readonly status: 'idle' }
  | { readonly status: 'asking' }
  | { readonly status: 'failed'; readonly failure: unknown }
  | { readonly status: 'answered'; readonly explanation: RequestExplanation };

/** Asks about one request at a time: a new question, or leaving the page, ends the one before. */
export function useExplanation(entity: {
  kind: string;
  namespace: string;
  name: string;
}): [ExplanationState, (question: RequestQuestion) => void] {
  const api = useApi(trafficRequestTesterApiRef);
  const { kind, namespace, name } = entity;
  const [state, setState] = useState<ExplanationState>({ status: 'idle' });
  const running = useRef<AbortController>();
  useEffect(() => () => running.current?.abort(), []);
  const ask = useCallback(
    (question: RequestQuestion) => {
      running.current?.abort();
      const controller = new AbortController();
      const { signal } = controller;
      running.current = controller;
      const settle = (next: ExplanationState) => {
        if (!signal.aborted) {
          setState(next);
        }
      };
      setState({ status: 'asking' });
      api.explainRequest({ kind, namespace, name }, question, { signal }).then(
        explanation => settle({ status: 'answered', explanation }),
        failure => settle({ status: 'failed', failure }),
      );
    },
    [api, kind, namespace, name],
  );
  return [state, ask];
}
