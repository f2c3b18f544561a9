import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router-dom';

const METHOD = 'tryMethod';
const URL = 'tryUrl';

/** The request that was asked about last, as far as the page's address holds it. */
export interface AskedRequest {
  readonly method: string;
  readonly url: string;
}

/**
 * The question in the page's address, so that it can be shared and survives a reload. Headers are not part of it: they may
 * hold what signs somebody in.
 */
export function useAskedRequest(): [
  AskedRequest,
  (request: AskedRequest) => void,
] {
  const [query, setQuery] = useSearchParams();
  const method = query.get(METHOD) ?? 'GET';
  const url = query.get(URL) ?? '';
  const asked = useMemo(() => ({ method, url }), [method, url]);
  const setAsked = useCallback(
    (next: AskedRequest) =>
      setQuery(
        current => {
          const changed = new URLSearchParams(current);
          changed.set(METHOD, next.method);
          changed.set(URL, next.url);
          return changed;
        },
        { replace: true },
      ),
    [setQuery],
  );
  return [asked, setAsked];
}
