import { useCallback, useEffect, useMemo, useSyncExternalStore } from 'react';
import {
  getCompoundEntityRef,
  stringifyEntityRef,
  type Entity,
} from '@backstage/catalog-model';
import { useApi } from '@backstage/frontend-plugin-api';
import { useSignal } from '@backstage/plugin-signals-react';
import {
  TRAFFIC_SIGNAL_CHANNEL,
  type TrafficApi,
} from '@portolan/plugin-traffic-common';
import { trafficApiRef } from '../api/trafficApiRef';
import {
  EntityTrafficQuery,
  type EntityTrafficState,
} from './EntityTrafficQuery';

/** How often to read when the portal cannot tell of changes. */
export const POLL_WITHOUT_SIGNALS_MS = 10_000;
/** How often to read although the portal tells of changes, for the case that its connection is down. */
export const POLL_WITH_SIGNALS_MS = 60_000;

/** Entities whose last data is kept, so that going back to one shows it at once. */
const KEPT_ENTITIES = 20;

const queries = new WeakMap<TrafficApi, Map<string, EntityTrafficQuery>>();

/** The query that all panels of one page share for one entity. */
function queryFor(api: TrafficApi, entity: Entity): EntityTrafficQuery {
  const ofApi = queries.get(api) ?? new Map<string, EntityTrafficQuery>();
  queries.set(api, ofApi);
  const key = stringifyEntityRef(entity);
  const query =
    ofApi.get(key) ??
    new EntityTrafficQuery({ api, entityRef: getCompoundEntityRef(entity) });
  ofApi.delete(key);
  ofApi.set(key, query);
  const [oldest] = ofApi.keys();
  if (ofApi.size > KEPT_ENTITIES) {
    ofApi.delete(oldest);
  }
  return query;
}

/**
 * The traffic of an entity, kept current: read again on a signal, by polling where there are none, never while the page is
 * hidden. Panels of the same entity share one read.
 */
export function useEntityTraffic(entity: Entity): {
  state: EntityTrafficState;
  retry: () => void;
} {
  const api = useApi(trafficApiRef);
  const { lastSignal, isSignalsAvailable } = useSignal(TRAFFIC_SIGNAL_CHANNEL);
  const query = useMemo(() => queryFor(api, entity), [api, entity]);
  const pollEveryMs = isSignalsAvailable
    ? POLL_WITH_SIGNALS_MS
    : POLL_WITHOUT_SIGNALS_MS;

  const subscribe = useCallback(
    (listener: () => void) => query.subscribe(listener, { pollEveryMs }),
    [query, pollEveryMs],
  );
  const state = useSyncExternalStore(subscribe, query.getState);

  useEffect(() => {
    if (lastSignal) {
      query.noteChange();
    }
  }, [lastSignal, query]);

  return { state, retry: query.retry };
}
