import type {
  PolicyAspect,
  Provenance,
  RoutePolicy,
} from '@portolan/plugin-traffic-common';
import { at } from '../../model/refs';
import { SOURCE_ID } from './kinds';
import type { RouteFact } from './RouteFact';

const HAPROXY = 'haproxy.router.openshift.io/';
const PREFIXES = [HAPROXY, 'router.openshift.io/'];

const TRANSLATED: Readonly<
  Record<string, readonly [PolicyAspect, (value: string) => string]>
> = {
  [`${HAPROXY}timeout`]: ['timeout', value => `answer within ${value}`],
  [`${HAPROXY}timeout-tunnel`]: ['timeout', value => `tunnel idle ${value}`],
  [`${HAPROXY}ip_allowlist`]: ['ip-allow-list', value => `only from ${value}`],
  [`${HAPROXY}ip_whitelist`]: ['ip-allow-list', value => `only from ${value}`],
  [`${HAPROXY}balance`]: ['load-balancing', value => value],
  [`${HAPROXY}rewrite-target`]: [
    'rewrite',
    value => `replaces the path of the Route by ${value}`,
  ],
  [`${HAPROXY}hsts_header`]: ['headers', value => `HSTS ${value}`],
  [`${HAPROXY}rate-limit-connections.rate-http`]: [
    'rate-limit',
    value => `${value} requests per 3 s and client`,
  ],
  [`${HAPROXY}rate-limit-connections.rate-tcp`]: [
    'rate-limit',
    value => `${value} connections per 3 s and client`,
  ],
  [`${HAPROXY}rate-limit-connections.concurrent-tcp`]: [
    'rate-limit',
    value => `${value} connections at once per client`,
  ],
  [`${HAPROXY}pod-concurrent-connections`]: [
    'connection',
    value => `${value} connections at once per pod`,
  ],
  'router.openshift.io/cookie_name': [
    'session-affinity',
    value => `by the cookie ${value}`,
  ],
};

/** What annotations and the TLS section set; annotations of the router that are not listed are seen and not interpreted. */
export function policiesOf({ object, annotations, termination }: RouteFact): {
  policies: readonly RoutePolicy[];
  notInterpreted: readonly Provenance[];
} {
  const keys = Object.keys(annotations)
    .filter(key => PREFIXES.some(prefix => key.startsWith(prefix)))
    .sort();
  const provenance = at(SOURCE_ID, object);
  const place = (key: string) => provenance(`metadata.annotations['${key}']`);
  return {
    policies: [
      ...(termination === 'reencrypt'
        ? [
            {
              aspect: 'backend-tls' as const,
              summary: 'TLS to the backend',
              params: {},
              state: 'in-force' as const,
              setBy: provenance('spec.tls.termination'),
            },
          ]
        : []),
      ...keys
        .filter(key => Object.hasOwn(TRANSLATED, key))
        .map((key): RoutePolicy => {
          const [aspect, summary] = TRANSLATED[key];
          return {
            aspect,
            summary: summary(annotations[key]),
            params: { [key]: annotations[key] },
            state: 'in-force',
            setBy: place(key),
          };
        }),
    ],
    notInterpreted: keys
      .filter(key => !Object.hasOwn(TRANSLATED, key))
      .map(place),
  };
}
