import type { PolicyAspect } from '@portolan/plugin-traffic-common';
import { SERVICE } from '../../kinds/coreKinds';
import type { AttachedPolicy } from '../../model/drafts';
import { at, refTo } from '../../model/refs';
import type { ClusterSnapshot } from '../../snapshot/ClusterSnapshot';
import { compareText } from '../../snapshot/compareText';
import type { KubeObject } from '../../snapshot/KubeObject';
import { SERVICE_ANNOTATIONS } from '../../topology/haproxyTargets';
import { BACKEND_FAMILY, SOURCE_ID } from './kinds';

const STEM = 'haproxy.';
const PREFIXES = ['haproxy.org/', 'haproxy.com/'];

const says =
  (text: string) =>
  (value: string): string =>
    `${text} ${value}`.trim();

const whenTrue =
  (text: string) =>
  (value: string): string =>
    value === 'true' ? text : '';

/** Annotations of a Service, which go before those of the Ingress; with a Backend none of them counts. */
const RULES: Readonly<
  Record<string, readonly [PolicyAspect, (value: string) => string]>
> = {
  'load-balance': ['load-balancing', says('')],
  'cookie-persistence': ['session-affinity', says('by cookie')],
  'cookie-persistence-no-dynamic': ['session-affinity', says('by cookie')],
  check: ['health-check', whenTrue('health checks')],
  'check-http': ['health-check', says('at')],
  'pod-maxconn': [
    'circuit-breaker',
    value => `at most ${value} connections per endpoint`,
  ],
  'server-ssl': ['backend-tls', whenTrue('TLS to the backend')],
  'server-ca': ['backend-tls', says('the backend verified by Secret')],
  'server-crt': ['backend-tls', says('its own certificate of Secret')],
  'server-proto': ['connection', says('to the backend by')],
  'send-proxy-protocol': ['connection', says('to the backend with')],
  'timeout-server': ['timeout', says('timeout-server')],
  'timeout-check': ['timeout', says('timeout-check')],
  'forwarded-for': ['headers', whenTrue('X-Forwarded-For')],
};
const PLAIN = [
  'cr-backend',
  'check-interval',
  'scale-server-slots',
  'standalone-backend',
];

/** What annotations of Services set for the routes of HAProxy to them. */
export function servicePolicies(
  snapshot: ClusterSnapshot,
): readonly AttachedPolicy[] {
  return snapshot.list(SERVICE).flatMap((service): AttachedPolicy[] => {
    const annotations = annotationsOf(service);
    if (annotations.length === 0) {
      return [];
    }
    const ref = refTo(snapshot.cluster, service);
    const sets = annotations.flatMap(({ key, name, value }) => {
      const [aspect, summary] = Object.hasOwn(RULES, name) ? RULES[name] : [];
      const text = summary?.(value) ?? '';
      return aspect && text !== ''
        ? [
            {
              aspect,
              summary: text,
              params: { [name]: value },
              setBy: at(SOURCE_ID, ref)(`metadata.annotations['${key}']`),
            },
          ]
        : [];
    });
    return sets.length === 0
      ? []
      : [
          {
            object: ref,
            createdAt: service.metadata.creationTimestamp ?? '',
            family: BACKEND_FAMILY,
            mergesWithParent: false,
            targets: [{ ref, section: SERVICE_ANNOTATIONS }],
            sets,
            accepted: 'accepted',
          },
        ];
  });
}

/** Annotations of a Service that are seen and not translated: `route-acl` says which requests get to it at all. */
export function unreadAnnotations(service: KubeObject): readonly string[] {
  return annotationsOf(service)
    .filter(({ name }) => !Object.hasOwn(RULES, name) && !PLAIN.includes(name))
    .map(({ key }) => `metadata.annotations['${key}']`);
}

const NONE: readonly Annotation[] = [];

interface Annotation {
  readonly key: string;
  readonly name: string;
  readonly value: string;
}

/** Nearly no Service has one. */
function annotationsOf({
  metadata: { annotations },
}: KubeObject): readonly Annotation[] {
  if (!annotations) {
    return NONE;
  }
  const found: Annotation[] = [];
  for (const key of Object.keys(annotations)) {
    const prefix = key.startsWith(STEM)
      ? PREFIXES.find(each => key.startsWith(each))
      : undefined;
    if (prefix !== undefined) {
      const name = key.slice(prefix.length);
      found.push({ key, name, value: annotations[key] });
    }
  }
  return found.sort((a, b) => compareText(a.key, b.key));
}
