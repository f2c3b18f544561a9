import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router-dom';
import {
  parseFilter,
  writeFilter,
  type TrafficFilter,
} from '../../model/trafficFilter';

/** The reader's choice, kept in the page's address so that it can be shared and survives a reload. */
export function useTrafficFilter(): [
  TrafficFilter,
  (filter: TrafficFilter) => void,
] {
  const [query, setQuery] = useSearchParams();
  const filter = useMemo(() => parseFilter(query), [query]);
  const setFilter = useCallback(
    (next: TrafficFilter) =>
      setQuery(current => writeFilter(current, next), { replace: true }),
    [setQuery],
  );
  return [filter, setFilter];
}
