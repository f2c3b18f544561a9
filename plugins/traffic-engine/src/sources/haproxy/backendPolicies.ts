import type { ObjectRef, PolicyAspect } from '@portolan/plugin-traffic-common';
import { SERVICE } from '../../kinds/coreKinds';
import { INGRESS } from '../../kinds/ingressKinds';
import type { AttachedPolicy } from '../../model/drafts';
import { at, refTo } from '../../model/refs';
import type { ClusterSnapshot } from '../../snapshot/ClusterSnapshot';
import type { KubeObject } from '../../snapshot/KubeObject';
import { isRecord, readRecord, readText } from '../../snapshot/read';
import { BACKENDS, BACKEND_FAMILY, SOURCE_ID } from './kinds';

/** The annotation that names a Backend, on a Service or on an Ingress. */
const KEYS = ['haproxy.org/cr-backend', 'haproxy.com/cr-backend', 'cr-backend'];

type Setting = readonly [PolicyAspect, (value: unknown) => string];

const ms =
  (text: string) =>
  (value: unknown): string =>
    `${text} ${String(value)} ms`;

/** Fields of a Backend; times are in milliseconds. */
const SETTINGS: Readonly<Record<string, Setting>> = {
  balance: ['load-balancing', value => readText(value, 'algorithm') ?? ''],
  cookie: [
    'session-affinity',
    value => `by cookie ${readText(value, 'name') ?? ''}`,
  ],
  stick_table: ['session-affinity', () => 'by a stick table'],
  connect_timeout: ['timeout', ms('connect')],
  server_timeout: ['timeout', ms('server')],
  queue_timeout: ['timeout', ms('queue')],
  tunnel_timeout: ['timeout', ms('tunnel')],
  check_timeout: ['health-check', ms('times out after')],
  retries: ['retry', value => `${String(value)} times`],
  redispatch: ['retry', () => 'at another endpoint'],
  adv_check: ['health-check', String],
  httpchk_params: [
    'health-check',
    value =>
      [readText(value, 'method'), readText(value, 'uri')]
        .filter(Boolean)
        .join(' '),
  ],
  default_server: ['connection', serverWords],
  compression: ['compression', () => 'compressed'],
  forwardfor: ['headers', () => 'X-Forwarded-For'],
};
const PLAIN = [
  'name',
  'mode',
  'abortonclose',
  'config',
  ...Object.keys(SETTINGS),
];

/** What each Backend sets for the Services and Ingresses that name it; that of the Service goes before that of the Ingress. */
export function backendPolicies(
  snapshot: ClusterSnapshot,
): readonly AttachedPolicy[] {
  const objects = BACKENDS.flatMap(kind => snapshot.list(kind));
  if (objects.length === 0) {
    return [];
  }
  const targets = new Map<string, ObjectRef[]>();
  for (const holder of [...snapshot.list(SERVICE), ...snapshot.list(INGRESS)]) {
    const named = KEYS.map(key => holder.metadata.annotations?.[key]).find(
      Boolean,
    );
    if (named) {
      const key = named.includes('/')
        ? named
        : `${holder.metadata.namespace ?? ''}/${named}`;
      targets.set(key, [
        ...(targets.get(key) ?? []),
        refTo(snapshot.cluster, holder),
      ]);
    }
  }
  return objects.map((object): AttachedPolicy => {
    const ref = refTo(snapshot.cluster, object);
    const own = targets.get(`${ref.namespace}/${ref.name}`) ?? [];
    return {
      object: ref,
      createdAt: object.metadata.creationTimestamp ?? '',
      family: BACKEND_FAMILY,
      mergesWithParent: false,
      targets: own.map(target => ({ ref: target })),
      sets: setsOf(snapshot, object),
      accepted: 'accepted',
    };
  });
}

/** Fields of a Backend that are seen and not translated. */
export function unreadOf(object: KubeObject): readonly string[] {
  const { config, path } = configOf(object);
  return Object.keys(config)
    .filter(key => !PLAIN.includes(key))
    .sort()
    .map(key => `${path}.${key}`);
}

/** `spec.config` in v1, `spec` itself in v3. */
function configOf({ spec }: KubeObject) {
  const inner = readRecord(spec, 'config');
  return Object.keys(inner).length > 0
    ? { config: inner, path: 'spec.config' }
    : { config: isRecord(spec) ? spec : {}, path: 'spec' };
}

function setsOf(
  snapshot: ClusterSnapshot,
  object: KubeObject,
): AttachedPolicy['sets'] {
  const { config, path } = configOf(object);
  const place = at(SOURCE_ID, refTo(snapshot.cluster, object));
  return Object.entries(SETTINGS).flatMap(([field, [aspect, summary]]) => {
    const set = config[field];
    const text = set === undefined || set === null ? '' : summary(set);
    const isTls =
      field === 'default_server' && readText(set, 'ssl') === 'enabled';
    return text === ''
      ? []
      : [
          {
            aspect: isTls ? ('backend-tls' as const) : aspect,
            summary: text,
            params:
              typeof set === 'string' || typeof set === 'number'
                ? { [field]: set }
                : {},
            setBy: place(`${path}.${field}`),
          },
        ];
  });
}

function serverWords(value: unknown): string {
  return Object.entries(isRecord(value) ? value : {})
    .filter(([, each]) => typeof each === 'string' || typeof each === 'number')
    .map(([key, each]) => `${key} ${String(each)}`)
    .join(', ');
}
