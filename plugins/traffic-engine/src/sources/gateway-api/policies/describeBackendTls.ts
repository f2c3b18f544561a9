import type {
  Condition,
  ObjectRef,
  RoutePolicy,
} from '@portolan/plugin-traffic-common';
import type { ServiceTarget } from '../../../model/drafts';
import { at } from '../../../model/refs';
import type { BackendTlsPolicyFact } from '../facts/backendTlsPolicyFact';
import { SOURCE_ID } from '../kinds';

/** A BackendTLSPolicy as a route meets it: `by` overrides it, and `accepted` is what is predicted at the route's Gateway. */
export function describeBackendTls(
  { ref, fact }: { ref: ObjectRef; fact: BackendTlsPolicyFact },
  options: {
    connectTo: ServiceTarget;
    by: ObjectRef | undefined;
    accepted: Condition | undefined;
  },
): RoutePolicy {
  const { connectTo, by, accepted } = options;
  const { service, servicePort } = connectTo;
  // A vendor's backend may be named without a port.
  const port = servicePort > 0 ? `:${servicePort}` : '';
  const backend = `${service.namespace}/${service.name}${port}`;
  const authorities =
    fact.authorities.map(({ kind, name }) => `${kind} ${name}`).join(', ') ||
    (fact.wellKnownAuthorities ?? '');
  const names = fact.subjectAltNames.join(', ') || (fact.hostname ?? '');
  return {
    aspect: 'backend-tls',
    summary: `TLS to ${backend}, verified${names ? ` as ${names}` : ''}${
      authorities ? ` against ${authorities}` : ''
    }`,
    params: {
      backend,
      ...(fact.hostname ? { hostname: fact.hostname } : {}),
      ...(fact.subjectAltNames.length > 0
        ? { subjectAltNames: fact.subjectAltNames.join(', ') }
        : {}),
      ...(authorities ? { authorities } : {}),
    },
    state: stateOf(by, accepted),
    setBy: at(SOURCE_ID, ref)('spec.validation'),
    ...(by ? { by: at(SOURCE_ID, by)('spec') } : {}),
  };
}

function stateOf(
  by: ObjectRef | undefined,
  accepted: Condition | undefined,
): RoutePolicy['state'] {
  if (by) {
    return 'overridden';
  }
  return accepted?.status === 'False' ? 'not-accepted' : 'in-force';
}
