import type {
  Backend,
  Endpoints,
  Policy,
  Route,
} from '@portolan/plugin-traffic-common';
import type { AttachedPolicy, BackendDraft, RouteDraft } from '../model/drafts';
import { compareRefs } from '../model/refs';
import type { SnapshotIndex } from '../snapshot/ClusterSnapshot';
import { readsOf } from '../sources/resultOf';
import type { Source } from '../sources/Source';
import { tableOfPolicies } from './attachPolicies';
import type { ClusterJoin } from './ClusterJoin';
import { tableOfInvalidPolicies } from './invalidPolicies';
import { endpointsOf, joinRoute } from './joinRoute';
import { joinTls } from './joinTls';
import type { MeshPeers } from './meshPeers';
import { statusesOfPolicies } from './statusOfPolicies';

/** The routes of the last resolution, by the drafts that they were made of. */
interface LastRoutes {
  byDraft: ReadonlyMap<RouteDraft, Route>;
  attached: readonly AttachedPolicy[];
  /** What is told of the policies, as one text. */
  statuses: string;
  /** Another one where a Service, a workload, an endpoint or a claim has changed. */
  behind: ClusterJoin['entitiesOfService'] | undefined;
}

const indexes = new WeakMap<readonly Source[], SnapshotIndex<LastRoutes>>();

/** Reads what the sources read, so that a what-if has a table of its own that starts with the live one. */
function lastRoutes(sources: readonly Source[]): SnapshotIndex<LastRoutes> {
  const index = indexes.get(sources) ?? {
    name: `joined routes of ${sources.map(({ id }) => id).join(' ')}`,
    reads: sources.flatMap(readsOf),
    build: (_, before) => ({
      byDraft: before?.byDraft ?? new Map<RouteDraft, Route>(),
      attached: before?.attached ?? [],
      statuses: before?.statuses ?? '',
      behind: before?.behind,
    }),
  };
  indexes.set(sources, index);
  return index;
}

/**
 * Joins a route, or takes the one of the last resolution where the draft is the same and joining would come to the same: that is
 * cheaper to tell than to join, and what is the same object needs no second look by others.
 */
export function joinRoutesOnce(options: {
  join: ClusterJoin;
  sources: readonly Source[];
  attached: readonly AttachedPolicy[];
  statuses: readonly Policy[];
  peers: MeshPeers;
}): (draft: RouteDraft) => Route {
  const { join, sources, attached, peers } = options;
  const last = join.snapshot.index(lastRoutes(sources));
  const statuses = JSON.stringify(options.statuses);
  const before =
    isSameList(last.attached, attached) && last.statuses === statuses
      ? last.byDraft
      : new Map<RouteDraft, Route>();
  const joined = new Map<RouteDraft, Route>();
  last.byDraft = joined;
  last.attached = attached;
  last.statuses = statuses;
  const isSameBehind = last.behind === join.entitiesOfService;
  last.behind = join.entitiesOfService;
  const tables = {
    policiesOf: tableOfPolicies(attached),
    invalidPolicyOf: tableOfInvalidPolicies(attached),
    withStatuses: statusesOfPolicies(options.statuses),
    peers,
  };
  return draft => {
    const known = before.get(draft);
    const route =
      known &&
      (isSameBehind || areJoinedAs(known, draft, join)) &&
      isHereAlone(known, draft, peers) &&
      hasSameTls(known, draft, join)
        ? known
        : joinRoute(draft, join, tables);
    joined.set(draft, route);
    return route;
  };
}

function areJoinedAs(
  route: Route,
  draft: RouteDraft,
  join: ClusterJoin,
): boolean {
  const { backends } = draft;
  for (let position = 0; position < backends.length; position++) {
    if (!isJoinedAs(route.backends[position], backends[position], join)) {
      return false;
    }
  }
  return true;
}

/** What other clusters have of a Service changes without this one. */
function isHereAlone(
  route: Route,
  { cluster, backends }: RouteDraft,
  peers: MeshPeers,
): boolean {
  return backends.every(
    (draft, position) =>
      route.backends[position].elsewhere === undefined &&
      peers.elsewhere(cluster, draft).length === 0,
  );
}

function hasSameTls(
  route: Route,
  draft: RouteDraft,
  { snapshot }: ClusterJoin,
): boolean {
  return (
    draft.tls.certificates.length === 0 ||
    JSON.stringify(route.tls) ===
      JSON.stringify(joinTls(draft.tls, { snapshot, host: draft.host }))
  );
}

function isJoinedAs(
  backend: Backend,
  draft: BackendDraft,
  join: ClusterJoin,
): boolean {
  const { ref } = draft;
  if (draft.standIn) {
    return false;
  }
  if (ref.group !== '' || ref.kind !== 'Service') {
    return draft.endpoints !== undefined;
  }
  const { namespace, name } = ref;
  return (
    (draft.endpoints !== undefined ||
      isSameCount(backend.endpoints, endpointsOf(draft, join))) &&
    (draft.workloads !== undefined ||
      isSameList(
        backend.workloads,
        join.services.workloadsOf(namespace, name),
        (known, { ref: now }) => known === now || compareRefs(known, now) === 0,
      )) &&
    isSameList(backend.entities, join.entitiesOfService(namespace, name))
  );
}

function isSameCount(a: Endpoints, b: Endpoints): boolean {
  return (
    a === b ||
    (a.state === 'known' &&
      b.state === 'known' &&
      a.ready === b.ready &&
      a.total === b.total)
  );
}

function isSameList<T, U>(
  a: readonly T[],
  b: readonly U[],
  isSame: (x: T, y: U) => boolean = Object.is,
): boolean {
  return (
    a.length === b.length &&
    a.every((item, position) => isSame(item, b[position]))
  );
}
