import type {
  Backend,
  Endpoints,
  Reason,
  Route,
  RoutePolicy,
  RouteVerdict,
} from '@portolan/plugin-traffic-common';
import type { BackendDraft, RouteDraft } from '../model/drafts';
import type { PolicyTable } from './attachPolicies';
import {
  invalidPolicyReason,
  type InvalidPolicyTable,
} from './invalidPolicies';
import type { ClusterJoin } from './ClusterJoin';
import { joinTls } from './joinTls';
import type { MeshPeers } from './meshPeers';
import type { PolicyStatuses } from './statusOfPolicies';
import { withoutCredentials } from './withoutCredentials';

type OptionalFact = 'mirrors';

const NO_POLICIES: readonly RoutePolicy[] = [];

const UNCERTAIN: readonly Reason['code'][] = ['NotKnown', 'ReadyElsewhere'];

/**
 * A route with its backends followed to endpoints, workloads and entities, and the verdict that follows.
 *
 * @remarks
 * Fields are written out: an object that is made of the rest of another is a slow hash table, and there are thousands of
 * routes. `Required` makes the compiler name a field that is forgotten here.
 */
export function joinRoute(
  draft: RouteDraft,
  join: ClusterJoin,
  tables: {
    policiesOf: PolicyTable;
    invalidPolicyOf: InvalidPolicyTable;
    withStatuses: PolicyStatuses;
    peers: MeshPeers;
  },
): Route {
  const backends = draft.backends.map(backend =>
    acrossMesh(joinBackend(backend, join), backend, tables.peers),
  );
  const route: Required<Omit<Route, OptionalFact>> = {
    id: draft.id,
    source: draft.source,
    cluster: draft.cluster,
    object: draft.object,
    ruleIndex: draft.ruleIndex,
    matchIndex: draft.matchIndex,
    scheme: draft.scheme,
    host: draft.host,
    port: draft.port,
    match: draft.match,
    url: draft.url,
    isConcreteUrl: draft.isConcreteUrl,
    entry: draft.entry,
    addresses: draft.addresses,
    exposure: draft.exposure,
    tls: joinTls(draft.tls, { snapshot: join.snapshot, host: draft.host }),
    filters: draft.filters,
    policies: policiesInForce(draft, tables),
    notInterpreted: [...(draft.notInterpreted ?? [])],
    redirect: draft.redirect,
    backends,
    predicted: behindPolicies(
      predictRoute(draft, backends),
      tables.invalidPolicyOf(draft),
    ),
    reported: draft.reported,
    agreement: draft.agreement ?? 'not-comparable',
    provenance: draft.provenance,
  };
  return draft.mirrors ? { ...route, mirrors: draft.mirrors } : route;
}

/** A policy that cannot be applied answers before any backend: nothing gets past it where the route is reached at all. */
function behindPolicies(
  verdict: RouteVerdict,
  invalid: ReturnType<InvalidPolicyTable>,
): RouteVerdict {
  return invalid &&
    (verdict.state === 'serving' ||
      verdict.state === 'degraded' ||
      verdict.state === 'unknown')
    ? {
        state: 'failing',
        reasons: [invalidPolicyReason(invalid)],
      }
    : verdict;
}

function policiesInForce(
  draft: RouteDraft,
  tables: { policiesOf: PolicyTable; withStatuses: PolicyStatuses },
): RoutePolicy[] {
  const { policies: own = NO_POLICIES } = draft;
  const attached = tables.policiesOf(draft);
  const all = attached.length === 0 ? own : [...own, ...attached];
  return tables.withStatuses(all, draft.entry).map(withoutCredentials);
}

/** The backend, or the one that stands in where it has no endpoint; which of them it is may not be known. */
function joinBackend(draft: BackendDraft, join: ClusterJoin): Backend {
  const own = joinOwnBackend(draft, join);
  const standIn = draft.standIn && joinOwnBackend(draft.standIn, join);
  if (!standIn || own.endpoints.state !== 'known' || own.endpoints.ready > 0) {
    return own;
  }
  const { endpoints } = standIn;
  if (endpoints.state === 'unknown') {
    return { ...own, endpoints };
  }
  return endpoints.state === 'known' && endpoints.ready > 0
    ? { ...standIn, weight: own.weight, share: own.share }
    : own;
}

/** Adds what other clusters of the mesh have of it; where it has nothing here and they have, what becomes of requests is not known. */
function acrossMesh(
  backend: Backend,
  draft: BackendDraft,
  peers: MeshPeers,
): Backend {
  const elsewhere = draft.acrossMesh
    ? peers.elsewhere(backend.ref.cluster, draft)
    : [];
  if (elsewhere.length === 0) {
    return backend;
  }
  const { state, reason, endpoints } = backend;
  const isDry =
    (state === 'missing' && reason === 'BackendNotFound') ||
    (state === 'resolved' &&
      (reason === null || reason === 'SubsetNotReady') &&
      (endpoints.state === 'none' ||
        (endpoints.state === 'known' && endpoints.ready === 0)));
  const mayBeReady = elsewhere.some(({ ready }) => ready !== 0);
  return isDry && mayBeReady
    ? {
        ...backend,
        state: state === 'missing' ? 'unknown' : state,
        reason: null,
        endpoints: { state: 'unknown', because: { state: 'pending' } },
        elsewhere: [...elsewhere],
      }
    : { ...backend, elsewhere: [...elsewhere] };
}

function joinOwnBackend(draft: BackendDraft, join: ClusterJoin): Backend {
  const { target, endpoints, workloads, ref } = draft;
  const isService = ref.group === '' && ref.kind === 'Service';
  const backend: Required<Omit<Backend, 'elsewhere'>> = {
    ref,
    port: draft.port,
    weight: draft.weight,
    share: draft.share,
    state: target.state,
    reason: draft.reason,
    endpoints: endpoints ?? endpointsOf(draft, join),
    workloads: workloads ? [...workloads] : servicesWorkloads(draft, join),
    entities: isService
      ? [...join.entitiesOfService(ref.namespace, ref.name)]
      : [],
    provenance: draft.provenance,
  };
  return backend;
}

function servicesWorkloads({ ref }: BackendDraft, join: ClusterJoin) {
  return ref.group === '' && ref.kind === 'Service'
    ? join.services.workloadsOf(ref.namespace, ref.name).map(fact => fact.ref)
    : [];
}

/** What stands behind a backend, as its Service says. */
export function endpointsOf(
  { target, reason }: BackendDraft,
  join: ClusterJoin,
): Endpoints {
  switch (target.state) {
    case 'resolved':
      return join.services.endpointsOf(
        target.value.service.namespace,
        target.value.service.name,
        target.value.servicePort,
      );
    case 'unknown':
      return { state: 'unknown', because: target.because };
    default:
      return { state: 'none', why: reason ?? target.state };
  }
}

/**
 * What happens to requests: nothing gets past a closed door; behind it, the failing share of the weights decides between
 * `failing` and `degraded`. What is not known never counts as failing.
 */
function predictRoute(
  draft: RouteDraft,
  backends: readonly Backend[],
): RouteVerdict {
  const { door } = draft;
  if (door.state === 'detached' || door.state === 'failing') {
    return door;
  }
  const judged = backends.map(backend => ({
    backend,
    reason: troubleOf(backend),
  }));
  if (judged.every(({ backend, reason }) => !reason && backend.weight > 0)) {
    return door;
  }
  const bad = judged.filter(
    ({ reason }) => reason && !UNCERTAIN.includes(reason.code),
  );
  const reasons: Reason[] = [
    ...door.reasons,
    ...judged.flatMap(({ reason }) => reason ?? []),
  ];
  if (door.state === 'unknown') {
    return { state: 'unknown', reasons };
  }
  const served = backends.filter(backend => backend.weight > 0);
  if (backends.length > 0 && served.length === 0) {
    return {
      state: 'failing',
      reasons: [...reasons, { code: 'WeightsAllZero', params: {} }],
    };
  }
  const badServed = bad.filter(({ backend }) => backend.weight > 0);
  if (served.length > 0 && badServed.length === served.length) {
    return { state: 'failing', reasons };
  }
  if (badServed.length > 0) {
    return { state: 'degraded', reasons };
  }
  const notKnown = judged.some(
    ({ backend, reason }) =>
      backend.weight > 0 && reason && UNCERTAIN.includes(reason.code),
  );
  if (notKnown && door.state === 'serving') {
    return { state: 'unknown', reasons };
  }
  return { state: door.state, reasons };
}

/** What is wrong with one backend, or that it is not known; undefined when it serves. */
function troubleOf(backend: Backend): Reason | undefined {
  const { ref, endpoints } = backend;
  if (
    backend.state === 'resolved' &&
    backend.reason === null &&
    (endpoints.state === 'external' ||
      endpoints.state === 'none' ||
      (endpoints.state === 'known' && endpoints.ready > 0))
  ) {
    return undefined;
  }
  const params = { backend: `${ref.namespace}/${ref.name}` };
  const ready = (backend.elsewhere ?? []).filter(
    other => other.ready !== null && other.ready > 0,
  );
  if (endpoints.state === 'unknown' && ready.length > 0) {
    return {
      code: 'ReadyElsewhere',
      params: {
        ...params,
        clusters: ready.map(({ cluster }) => cluster).join(', '),
      },
    };
  }
  if (
    backend.reason === 'SubsetNotFound' ||
    backend.reason === 'SubsetNotReady'
  ) {
    return { code: backend.reason, params };
  }
  switch (backend.state) {
    case 'missing':
      return {
        code:
          backend.reason === 'BackendPortNotFound'
            ? 'BackendPortNotFound'
            : 'BackendNotFound',
        params: { ...params, port: backend.port ?? '' },
      };
    case 'forbidden':
      return {
        code:
          backend.reason === 'NotExportedTo'
            ? 'NotExportedTo'
            : 'RefNotPermitted',
        params,
      };
    case 'unsupported':
      return {
        code:
          backend.reason === 'UnsupportedProtocol'
            ? 'UnsupportedProtocol'
            : 'InvalidKind',
        params: { ...params, kind: ref.kind },
      };
    case 'unknown':
      return { code: 'NotKnown', params };
    default:
  }
  if (endpoints.state === 'unknown') {
    return { code: 'NotKnown', params };
  }
  if (endpoints.state === 'known' && endpoints.ready === 0) {
    return {
      code: 'NoReadyEndpoints',
      params: { ...params, total: endpoints.total },
    };
  }
  return undefined;
}
