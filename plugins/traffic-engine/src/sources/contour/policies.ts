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
import type { ContourRule } from './ContourRule';
import { SOURCE_ID } from './kinds';
import { servicesOf } from './resolveBackends';
import {
  HOST_SETTINGS,
  LOAD_BALANCER,
  ROUTE_SETTINGS,
  scalarsOf,
  SECURE_SETTINGS,
  TLS_SETTINGS,
  type Setting,
} from './settings';

const READ = {
  host: ['fqdn', 'tls', 'jwtProviders', ...Object.keys(HOST_SETTINGS)],
  tls: ['secretName', 'passthrough', ...Object.keys(TLS_SETTINGS)],
  route: [
    'conditions',
    'services',
    'permitInsecure',
    'requestRedirectPolicy',
    'loadBalancerPolicy',
    'authPolicy',
    'jwtVerificationPolicy',
    ...Object.keys(ROUTE_SETTINGS),
  ],
  service: [
    'name',
    'port',
    'weight',
    'mirror',
    'protocol',
    'validation',
    'slowStartPolicy',
  ],
} as const;

type Scheme = 'http' | 'https' | 'tls';

/**
 * What is set for a rule at one scheme, with the object and field that sets it; `authorizers` are the Services that authorize
 * its requests.
 */
export function policiesOf(
  rule: ContourRule,
  scheme: Scheme,
  authorizers: readonly string[],
): readonly RoutePolicy[] {
  const { root, route } = rule;
  const host = readRecord(root?.spec, 'virtualhost');
  const hostPlace = root ? at(SOURCE_ID, root.object) : null;
  const place = at(SOURCE_ID, rule.proxy.object);
  const routePath = (field: string) => place(`${rule.path}.${field}`);
  const hasOwnFilter =
    readList(route, 'ipAllowPolicy').length > 0 ||
    readList(route, 'ipDenyPolicy').length > 0;
  const isHttp = scheme !== 'tls';
  const ofHost = hostPlace
    ? [
        ...(isHttp
          ? translate(host, HOST_SETTINGS, field =>
              hostPlace(`spec.virtualhost.${field}`),
            ).map(set =>
              set.aspect === 'ip-allow-list' && hasOwnFilter
                ? {
                    ...set,
                    state: 'overridden' as const,
                    by: place(rule.path),
                  }
                : set,
            )
          : []),
        ...(scheme === 'http'
          ? []
          : translate(readRecord(host, 'tls'), TLS_SETTINGS, field =>
              hostPlace(`spec.virtualhost.tls.${field}`),
            )),
        ...(scheme === 'https'
          ? securePolicies(rule, { host, place: hostPlace, authorizers })
          : []),
      ]
    : [];
  const balancer = route.loadBalancerPolicy;
  return [
    ...ofHost,
    ...(isHttp ? translate(route, ROUTE_SETTINGS, routePath) : []),
    ...(isRecord(balancer)
      ? [
          policy(
            readText(balancer, 'strategy') === 'Cookie'
              ? 'session-affinity'
              : LOAD_BALANCER[0],
            LOAD_BALANCER[1](balancer),
            routePath('loadBalancerPolicy'),
            scalarsOf(balancer),
          ),
        ]
      : []),
    ...servicesOf(route).flatMap((service, index) =>
      servicePolicies(service, field =>
        routePath(`services[${index}].${field}`),
      ),
    ),
  ];
}

/** Fields of the rule and of its virtual host that are seen and not translated. */
export function notInterpretedOf(rule: ContourRule): readonly Provenance[] {
  const { root, proxy, route, path } = rule;
  const host = readRecord(root?.spec, 'virtualhost');
  const isTcp = rule.kind === 'tcp';
  const routeKeys = isTcp
    ? ['services', 'loadBalancerPolicy', 'include', 'includes']
    : READ.route;
  return [
    ...(root
      ? [
          ...others(host, [...READ.host, ...Object.keys(SECURE_SETTINGS)]).map(
            key => at(SOURCE_ID, root.object)(`spec.virtualhost.${key}`),
          ),
          ...others(readRecord(host, 'tls'), READ.tls).map(key =>
            at(SOURCE_ID, root.object)(`spec.virtualhost.tls.${key}`),
          ),
        ]
      : []),
    ...others(route, routeKeys).map(key =>
      at(SOURCE_ID, proxy.object)(`${path}.${key}`),
    ),
    ...servicesOf(route).flatMap((service, index) =>
      others(service, READ.service).map(key =>
        at(SOURCE_ID, proxy.object)(`${path}.services[${index}].${key}`),
      ),
    ),
  ];
}

function others(value: unknown, known: readonly string[]): readonly string[] {
  return Object.keys(isRecord(value) ? value : {})
    .filter(key => !known.includes(key))
    .sort();
}

function securePolicies(
  { route }: ContourRule,
  {
    host,
    place,
    authorizers,
  }: {
    host: UnknownRecord;
    place: (path: string) => Provenance;
    authorizers: readonly string[];
  },
): readonly RoutePolicy[] {
  const own = readFlag(readRecord(route, 'authPolicy'), 'disabled');
  const general = readFlag(
    readRecord(readRecord(host, 'authorization'), 'authPolicy'),
    'disabled',
  );
  const verification = readRecord(route, 'jwtVerificationPolicy');
  const wanted = readText(verification, 'require');
  const isFree = readFlag(verification, 'disabled') === true;
  return [
    ...(own ?? general ?? false
      ? []
      : translate(host, SECURE_SETTINGS, field =>
          place(`spec.virtualhost.${field}`),
        ).map(set =>
          authorizers.length > 0
            ? {
                ...set,
                summary: `${set.summary}: ${authorizers.join(', ')}`,
                params: { ...set.params, services: authorizers.join(', ') },
              }
            : set,
        )),
    ...readList(host, 'jwtProviders').flatMap((provider, index) =>
      !isFree &&
      (wanted
        ? readText(provider, 'name') === wanted
        : readFlag(provider, 'default') === true)
        ? [
            policy(
              'authentication',
              `JWT from ${
                readText(provider, 'issuer') ??
                readText(provider, 'name') ??
                'any issuer'
              }`,
              place(`spec.virtualhost.jwtProviders[${index}]`),
              scalarsOf(provider),
            ),
          ]
        : [],
    ),
  ];
}

function servicePolicies(
  service: unknown,
  place: (field: string) => Provenance,
): readonly RoutePolicy[] {
  const name = readText(service, 'name') ?? '';
  const protocol = readText(service, 'protocol');
  const subject = readText(readRecord(service, 'validation'), 'subjectName');
  const start = isRecord(service) ? service.slowStartPolicy : undefined;
  return [
    ...(isRecord(start)
      ? [
          policy(
            'load-balancing',
            `${name} starts slowly over ${readText(start, 'window') ?? ''}`,
            place('slowStartPolicy'),
            scalarsOf(start),
          ),
        ]
      : []),
    ...(readFlag(service, 'mirror') === true
      ? [policy('mirror', `a copy to ${name}`, place('mirror'), { name })]
      : []),
    ...(protocol === 'tls' || protocol === 'h2'
      ? [
          policy(
            'backend-tls',
            subject
              ? `TLS to ${name}, valid for ${subject}`
              : `TLS to ${name}, its certificate not verified`,
            place('protocol'),
            { protocol },
          ),
        ]
      : []),
  ];
}

function translate(
  value: UnknownRecord,
  settings: Readonly<Record<string, Setting>>,
  place: (field: string) => Provenance,
): readonly RoutePolicy[] {
  return Object.entries(settings).flatMap(([field, [aspect, summary]]) => {
    const set = value[field];
    const isSet = Array.isArray(set) ? set.length > 0 : Boolean(set);
    return isSet
      ? [
          policy(
            aspect,
            summary(set),
            place(field),
            isRecord(set) ? scalarsOf(set) : scalarsOf({ [field]: set }),
          ),
        ]
      : [];
  });
}

function policy(
  aspect: PolicyAspect,
  summary: string,
  setBy: Provenance,
  params: RoutePolicy['params'],
): RoutePolicy {
  return { aspect, summary, params, state: 'in-force', setBy };
}
