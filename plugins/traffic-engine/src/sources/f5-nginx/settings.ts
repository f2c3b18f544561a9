import type {
  PolicyAspect,
  Provenance,
  RoutePolicy,
} from '@portolan/plugin-traffic-common';
import { at } from '../../model/refs';
import {
  isRecord,
  readFlag,
  readList,
  readRecord,
  readText,
  type UnknownRecord,
} from '../../snapshot/read';
import { upstreamOf, type Branch } from './branches';
import type { F5Rule } from './F5Rule';
import { SOURCE_ID } from './kinds';
import { findUpstream } from './resolveUpstream';
import { scalarsOf, wordsOf } from './scalars';

/** What a field is about, and its value in few words; '' where it sets nothing. */
export type Setting = readonly [PolicyAspect, (value: unknown) => string];

const says =
  (text: string) =>
  (value: unknown): string =>
    value === '' ? '' : `${text} ${String(value)}`;

const enabled =
  (text: string) =>
  (value: unknown): string => {
    const { enable: _enable, ...rest } = scalarsOf(value);
    return readFlag(value, 'enable') === true
      ? [text, wordsOf(rest)].filter(Boolean).join(': ')
      : '';
  };

const headersOf = (value: unknown): string =>
  [
    ...['set', 'add'].flatMap(verb =>
      readList(value, verb).map(
        header => `${verb}s ${readText(header, 'name') ?? ''}`,
      ),
    ),
    ...readList(value, 'hide').map(name => `hides ${String(name)}`),
    ...readList(value, 'pass').map(name => `passes ${String(name)}`),
    ...readList(value, 'ignore').map(name => `ignores ${String(name)}`),
    ...(readFlag(value, 'pass') === false ? ['passes none of the client'] : []),
  ].join(', ');

/** Fields of one upstream. */
export const UPSTREAM_SETTINGS: Readonly<Record<string, Setting>> = {
  'lb-method': ['load-balancing', String],
  sessionCookie: ['session-affinity', enabled('by cookie')],
  healthCheck: ['health-check', enabled('health checks')],
  'fail-timeout': ['health-check', says('an endpoint rests after errors for')],
  'max-fails': ['health-check', says('errors before an endpoint rests:')],
  'slow-start': ['health-check', says('slow start over')],
  'max-conns': ['circuit-breaker', says('connections per endpoint:')],
  queue: ['circuit-breaker', value => `queue: ${wordsOf(value)}`],
  keepalive: ['connection', says('idle connections kept:')],
  'connect-timeout': ['timeout', says('connect')],
  'read-timeout': ['timeout', says('read')],
  'send-timeout': ['timeout', says('send')],
  'next-upstream': ['retry', says('the next endpoint on')],
  'next-upstream-timeout': ['retry', says('the next endpoint within')],
  'next-upstream-tries': ['retry', says('tries:')],
  'client-max-body-size': ['body-size', says('at most')],
  tls: ['backend-tls', enabled('TLS to the backend')],
  type: ['connection', says('to the backend by')],
  ntlm: ['connection', value => (value === true ? 'NTLM' : '')],
  backup: ['failover', says('to Service')],
  'use-cluster-ip': [
    'load-balancing',
    value => (value === true ? 'by the address of the Service' : ''),
  ],
  buffering: ['other', says('buffering')],
  buffers: ['other', value => `buffers: ${wordsOf(value)}`],
  'buffer-size': ['other', says('buffer')],
  'busy-buffers-size': ['other', says('busy buffers')],
};
const UPSTREAM_PLAIN = [
  'name',
  'service',
  'port',
  'subselector',
  'backupPort',
  ...Object.keys(UPSTREAM_SETTINGS),
];

const PROXY_SETTINGS: Readonly<Record<string, Setting>> = {
  rewritePath: ['rewrite', says('path becomes')],
  requestHeaders: ['headers', value => `request: ${headersOf(value)}`],
  responseHeaders: ['headers', value => `response: ${headersOf(value)}`],
};

const ROUTE_SETTINGS: Readonly<Record<string, Setting>> = {
  errorPages: [
    'other',
    value =>
      `error pages for ${(Array.isArray(value) ? value : [])
        .flatMap(page => readList(page, 'codes'))
        .map(String)
        .join(', ')}`,
  ],
};

const SERVER_SETTINGS: Readonly<Record<string, Setting>> = {
  gunzip: ['compression', value => (value === true ? 'unpacked' : '')],
};

const OPAQUE = {
  server: ['http-snippets', 'server-snippets', 'dos'],
  route: ['location-snippets', 'dos'],
} as const;
const READ = {
  server: [
    'ingressClassName',
    'host',
    'listener',
    'tls',
    'policies',
    'upstreams',
    'routes',
    'externalDNS',
    ...OPAQUE.server,
    ...Object.keys(SERVER_SETTINGS),
  ],
  subordinate: ['ingressClassName', 'host', 'upstreams', 'subroutes'],
  route: [
    'path',
    'policies',
    'route',
    'routeSelector',
    'action',
    'splits',
    'matches',
    ...OPAQUE.route,
    ...Object.keys(ROUTE_SETTINGS),
  ],
};

/** What the objects of a rule set for one branch beside Policies, each with its field. */
export function settingsOf(
  rule: F5Rule,
  branch: Branch,
): readonly RoutePolicy[] {
  const { server, owner, route, path } = rule;
  const own = at(SOURCE_ID, owner.object);
  const pages = errorPagesOf(rule);
  const upstreams = new Set(
    branch.actions.flatMap(({ action }) => upstreamOf(action) ?? []),
  );
  return [
    ...(server
      ? [
          ...translate(server.fact.spec, SERVER_SETTINGS, field =>
            at(SOURCE_ID, server.fact.object)(`spec.${field}`),
          ),
          ...opaque(server.fact.spec, OPAQUE.server, field =>
            at(SOURCE_ID, server.fact.object)(`spec.${field}`),
          ),
        ]
      : []),
    ...translate(
      { errorPages: pages?.pages },
      ROUTE_SETTINGS,
      () => pages?.at ?? own(path),
    ),
    ...opaque(route, OPAQUE.route, field => own(`${path}.${field}`)),
    ...branch.actions.flatMap(({ action, path: at_ }) =>
      translate(readRecord(action, 'proxy'), PROXY_SETTINGS, field =>
        own(`${at_}.proxy.${field}`),
      ),
    ),
    ...[...upstreams].flatMap(name => {
      const found = findUpstream(owner, name);
      return found && isRecord(found.upstream)
        ? translate(found.upstream, UPSTREAM_SETTINGS, field =>
            own(`${found.path}.${field}`),
          )
        : [];
    }),
  ];
}

/** Error pages of a rule; a subroute without any takes those of the route that hands its path on. */
export function errorPagesOf({ owner, route, path, parent }: F5Rule) {
  const own = readList(route, 'errorPages');
  if (own.length > 0 || !parent || Array.isArray(route.errorPages)) {
    return own.length > 0
      ? {
          pages: own,
          at: at(SOURCE_ID, owner.object)(`${path}.errorPages`),
        }
      : null;
  }
  const inherited = readList(parent.route, 'errorPages');
  return inherited.length > 0
    ? {
        pages: inherited,
        at: { ...parent.at, path: `${parent.at.path}.errorPages` },
      }
    : null;
}

/** Fields that are seen and not translated. */
export function unreadOf(rule: F5Rule): readonly Provenance[] {
  const { server, owner, route, path } = rule;
  const own = at(SOURCE_ID, owner.object);
  const isSubordinate = owner !== server?.fact;
  return [
    ...(server
      ? [
          ...others(server.fact.spec, READ.server),
          ...OPAQUE.server.filter(field => Boolean(server.fact.spec[field])),
        ].map(field => at(SOURCE_ID, server.fact.object)(`spec.${field}`))
      : []),
    ...(isSubordinate
      ? others(owner.spec, READ.subordinate).map(field => own(`spec.${field}`))
      : []),
    ...[
      ...others(route, READ.route),
      ...OPAQUE.route.filter(field => Boolean(route[field])),
    ].map(field => own(`${path}.${field}`)),
    ...readList(owner.spec, 'upstreams').flatMap((upstream, index) =>
      others(upstream, UPSTREAM_PLAIN).map(field =>
        own(`spec.upstreams[${index}].${field}`),
      ),
    ),
  ];
}

/** NGINX configuration of its own, which may change what becomes of a request. */
export function snippetsOf({ server, route }: F5Rule): readonly string[] {
  return [
    ...['http-snippets', 'server-snippets'].filter(
      field => server && Boolean(server.fact.spec[field]),
    ),
    ...['location-snippets'].filter(field => Boolean(route[field])),
  ];
}

export function others(
  value: unknown,
  known: readonly string[],
): readonly string[] {
  return Object.keys(isRecord(value) ? value : {})
    .filter(key => !known.includes(key))
    .sort();
}

export function translate(
  value: UnknownRecord,
  settings: Readonly<Record<string, Setting>>,
  place: (field: string) => Provenance,
): readonly RoutePolicy[] {
  return Object.entries(settings).flatMap(([field, [aspect, summary]]) => {
    const set = value[field];
    const isSet = Array.isArray(set)
      ? set.length > 0
      : set !== undefined && set !== null;
    const text = isSet ? summary(set) : '';
    return text === ''
      ? []
      : [
          {
            aspect,
            summary: text,
            params: isRecord(set)
              ? scalarsOf(set)
              : scalarsOf({ [field]: set }),
            state: 'in-force' as const,
            setBy: place(field),
          },
        ];
  });
}

function opaque(
  value: UnknownRecord,
  fields: readonly string[],
  place: (field: string) => Provenance,
): readonly RoutePolicy[] {
  return fields
    .filter(field => Boolean(value[field]))
    .map(field => ({
      aspect: 'extension',
      summary:
        field === 'dos'
          ? 'protection against denial of service'
          : `${field}: NGINX configuration of its own`,
      params: {},
      state: 'not-interpreted',
      setBy: place(field),
    }));
}
