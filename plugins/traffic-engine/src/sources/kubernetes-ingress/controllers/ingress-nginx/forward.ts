import type { RequestOutcome } from '@portolan/plugin-traffic-common';
import type { AskedRequest } from '../../../../request/AskedRequest';
import type { ClassDoor, ReadinessLookUp } from '../IngressController';
import { resolveBackend } from '../../resolveBackend';
import { shareOf, type SentRequest } from '../shareOf';
import { annotationKey } from './annotations';
import { respond } from './answerOfLocation';
import { backendsOf } from './backendsOf';
import { decideCanary } from './canary';
import type { Canaries } from './matchCanaries';
import {
  answerOfDefaultBackend,
  defaultBackendOf,
  usesServiceAddress,
} from './insteadOfBackend';
import type { Claim } from './servers';
import type { NginxSettings } from './settings';

/** The backend, its canary as the request's header, cookie or the weights decide, and what each of them answers. */
export function forward(
  context: {
    door: ClassDoor;
    settings: NginxSettings;
    canaries: Canaries;
    claim: Claim;
    request: AskedRequest;
    isReady: ReadinessLookUp;
  },
  sent: { path: string | null },
): RequestOutcome {
  const { door, settings, canaries, claim, request, isReady } = context;
  const { snapshot } = door;
  const [own, other] = backendsOf(door, claim, canaries);
  const as: SentRequest = {
    host:
      claim.fact.annotations[annotationKey('upstream-vhost')] || request.host,
    path: sent.path,
    failure: 503,
  };
  if (!own) {
    return answerOfDefaultBackend(door, settings, {
      host: request.host,
      path: sent.path,
      isReady,
    });
  }
  if (canaries.removedBy(claim)) {
    return respond(
      503,
      null,
      'a canary takes the Service out of the configuration',
    );
  }
  const isAddressed = usesServiceAddress(snapshot, claim, own);
  const first = shareOf(
    { ...own, share: 1 },
    // Nothing but the network answers then: refused (502) or not at all (504).
    isAddressed ? { ...as, failure: null } : as,
    isReady,
  );
  const standIn =
    first.outcome === 'failed' && !isAddressed
      ? defaultBackendOf(snapshot, claim)
      : undefined;
  const second = standIn && shareOf(standIn, as, isReady);
  const whole = second && second.outcome !== 'failed' ? second : first;
  const canary = canaries.of(claim);
  // Without an endpoint of its own, the main backend hands nothing to its canary (balancer.lua, get_balancer).
  if (!canary || !other || (whole.outcome === 'failed' && !isAddressed)) {
    return { kind: 'forward', shares: [whole], mirrors: [] };
  }
  const decision = decideCanary(canary.rules, request);
  if (decision === undefined) {
    return {
      kind: 'unknown',
      why: 'the pattern of canary-by-header-pattern cannot be evaluated here',
    };
  }
  const toCanary = shareOf(
    { ...other, share: decision === 'canary' ? 1 : other.share },
    as,
    isReady,
  );
  // A canary without an endpoint leaves everything to the main backend.
  if (
    decision === 'main' ||
    toCanary.outcome === 'failed' ||
    toCanary.share === 0
  ) {
    return { kind: 'forward', shares: [whole], mirrors: [] };
  }
  return {
    kind: 'forward',
    shares:
      toCanary.share === 1
        ? [toCanary]
        : [{ ...whole, share: own.share }, toCanary],
    mirrors: [],
  };
}

/** A connection that NGINX hands on without reading it: no canary takes part, and nobody answers for a missing endpoint. */
export function forwardAsIs(
  { snapshot }: ClassDoor,
  { fact, backend, backendPath }: Claim,
  { request, isReady }: { request: AskedRequest; isReady: ReadinessLookUp },
): RequestOutcome {
  const own =
    backend &&
    resolveBackend({
      snapshot,
      namespace: fact.object.namespace,
      backend,
      provenance: fact.at(backendPath),
      findsTargetPorts: true,
    });
  const { host, path } = request;
  return {
    kind: 'forward',
    shares: own
      ? [shareOf({ ...own, share: 1 }, { host, path, failure: null }, isReady)]
      : [],
    mirrors: [],
  };
}
