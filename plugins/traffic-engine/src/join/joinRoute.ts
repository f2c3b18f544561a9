import type {
  Backend,
  Endpoints,
  Reason,
  Route,
  RouteVerdict,
} from '@portolan/plugin-traffic-common';
import type { BackendDraft, RouteDraft } from '../model/drafts';
import type { PolicyTable } from './attachPolicies';
import type { ClusterJoin } from './ClusterJoin';
import { joinTls } from './joinTls';
import { withoutCredentials } from './withoutCredentials';

/** A route with its backends followed to endpoints, workloads and entities, and the verdict that follows. */
export function joinRoute(
  draft: RouteDraft,
  join: ClusterJoin,
  policiesOf: PolicyTable,
): Route {
  const {
    door: _door,
    backends: drafts,
    policies: own = [],
    notInterpreted = [],
    policyTargets: _policyTargets,
    ...facts
  } = draft;
  const backends = drafts.map(backend => joinBackend(backend, join));
  return {
    ...facts,
    tls: joinTls(draft.tls, { snapshot: join.snapshot, host: draft.host }),
    backends,
    policies: [...own, ...policiesOf(draft)].map(withoutCredentials),
    notInterpreted: [...notInterpreted],
    predicted: predictRoute(draft, backends),
    agreement: draft.agreement ?? 'not-comparable',
  };
}

function joinBackend(draft: BackendDraft, join: ClusterJoin): Backend {
  const { target, endpoints, workloads, ...facts } = draft;
  const { namespace, name } = draft.ref;
  const isService = draft.ref.group === '' && draft.ref.kind === 'Service';
  return {
    ...facts,
    state: target.state,
    endpoints: endpoints ?? endpointsOf(draft, join),
    workloads: workloads ? [...workloads] : servicesWorkloads(draft, join),
    entities: isService ? [...join.entitiesOfService(namespace, name)] : [],
  };
}

function servicesWorkloads({ ref }: BackendDraft, join: ClusterJoin) {
  return ref.group === '' && ref.kind === 'Service'
    ? join.services.workloadsOf(ref.namespace, ref.name).map(fact => fact.ref)
    : [];
}

function endpointsOf(
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
export function predictRoute(
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
  const bad = judged.filter(
    ({ reason }) => reason?.code !== 'NotKnown' && reason,
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
    ({ backend, reason }) => backend.weight > 0 && reason?.code === 'NotKnown',
  );
  if (notKnown && door.state === 'serving') {
    return { state: 'unknown', reasons };
  }
  return { state: door.state, reasons };
}

/** What is wrong with one backend, or that it is not known; undefined when it serves. */
function troubleOf(backend: Backend): Reason | undefined {
  const { ref, endpoints } = backend;
  const params = { backend: `${ref.namespace}/${ref.name}` };
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
