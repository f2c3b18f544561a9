import type {
  Host,
  Redirect,
  Route,
  RouteMatch,
  RouteVerdict,
  Tls,
} from '@portolan/plugin-traffic-common';
import { SECRET } from '../../kinds/coreKinds';
import { exposureOf } from '../../match/addressExposure';
import type { RouteDraft } from '../../model/drafts';
import { at, refOf } from '../../model/refs';
import { routeUrl } from '../../model/routeUrl';
import type { ClusterSnapshot } from '../../snapshot/ClusterSnapshot';
import { isRecord, readNumber, readText } from '../../snapshot/read';
import { renderValueRule } from './conditions';
import type { ContourRule } from './ContourRule';
import { extensionOf, servicesOfExtension } from './extensionService';
import { secretOf } from './judgeRoot';
import { CONTOUR_CONTROLLER, SOURCE_ID } from './kinds';
import { notInterpretedOf, policiesOf } from './policies';
import type { ProxyFact } from './ProxyFact';
import {
  hasExternalName,
  resolveBackends,
  servicesOf,
} from './resolveBackends';
import { schemesOf, type Way } from './schemesOf';

const PORTS = { http: 80, https: 443, tls: 443 } as const;

/** The routes of one rule: one per scheme at which its virtual host serves it. */
export function draftRoutes(
  snapshot: ClusterSnapshot,
  rule: ContourRule,
): readonly RouteDraft[] {
  const { object } = rule.proxy;
  const host = hostOf(rule.root);
  const match = matchOf(rule);
  const backends = backendsOf(snapshot, rule);
  const door = doorOf(snapshot, rule);
  const addresses = rule.root?.addresses ?? [];
  const place = at(SOURCE_ID, object);
  const extension = rule.root && extensionOf(snapshot, rule.root);
  const authorizers = extension ? servicesOfExtension(snapshot, extension) : [];
  return schemesOf(rule).map(({ scheme, redirect }): RouteDraft => {
    const path = scheme === 'tls' ? null : match.path;
    return {
      id: `${rule.id}|${scheme}`,
      source: SOURCE_ID,
      cluster: snapshot.cluster,
      object,
      ruleIndex: rule.ruleIndex,
      matchIndex: rule.matchIndex,
      scheme,
      host,
      port: PORTS[scheme],
      match: { ...match, path },
      ...routeUrl({ scheme, host, port: PORTS[scheme], path }),
      entry: entryOf(rule.root ?? rule.proxy),
      addresses: [...addresses],
      exposure: exposureOf(addresses),
      tls: tlsOf(rule, scheme),
      filters: [],
      redirect: redirect ?? redirectOf(rule),
      backends: redirect ? [] : [...backends],
      door: redirect && door.state === 'failing' ? rule.door : door,
      reported: rule.proxy.reported,
      policies: redirect ? [] : policiesOf(rule, scheme, authorizers),
      notInterpreted: notInterpretedOf(rule),
      provenance: [place(rule.path), ...rule.includes],
    };
  });
}

export function entryOf({ className }: Pick<ProxyFact, 'className'>) {
  return {
    kind: 'entry-point' as const,
    name: className || 'contour',
    controller: CONTOUR_CONTROLLER,
  };
}

export function backendsOf(snapshot: ClusterSnapshot, rule: ContourRule) {
  const { proxy, path, route } = rule;
  return resolveBackends(snapshot, {
    proxy,
    path,
    services: servicesOf(route),
  });
}

export function hostOf(root: ProxyFact | null): Host {
  const value = root?.fqdn ?? '';
  if (value === '' || value === '*') {
    return { kind: 'any', value: '' };
  }
  return value.startsWith('*.')
    ? { kind: 'wildcard', value }
    : { kind: 'exact', value };
}

/** Where a rule itself redirects; what replaces only a prefix has no fixed path. */
export function redirectOf({ route }: ContourRule): Redirect | null {
  const set = route.requestRedirectPolicy;
  return isRecord(set)
    ? {
        scheme: readText(set, 'scheme') ?? null,
        hostname: readText(set, 'hostname') ?? null,
        port: readNumber(set, 'port') ?? null,
        path: readText(set, 'path') ?? null,
        statusCode: readNumber(set, 'statusCode') ?? 302,
      }
    : null;
}

/** What Contour does not serve of the rule, or only by a setting of its own. */
export function doorOf(
  snapshot: ClusterSnapshot,
  rule: ContourRule,
): RouteVerdict {
  if (rule.door.state !== 'serving') {
    return rule.door;
  }
  if (rule.status !== null) {
    const params = { by: 'Contour', reason: 'IncludeNotFound' };
    return { state: 'failing', reasons: [{ code: 'NotAttached', params }] };
  }
  const { proxy, path, route } = rule;
  return hasExternalName(snapshot, { proxy, path, services: servicesOf(route) })
    ? {
        state: 'unknown',
        reasons: [
          {
            code: 'DependsOnSetting',
            params: {
              kind: 'Service',
              name: 'of type ExternalName',
              setting: 'enableExternalNameService',
            },
          },
        ],
      }
    : rule.door;
}

const OPERATORS: Readonly<Record<string, string>> = {
  exact: 'Exact',
  regex: 'RegularExpression',
};

/** Conditions on headers that no field has a place for are told in Contour's words. */
function matchOf({ match }: ContourRule): RouteMatch {
  const { path, headers, queryParameters } = match;
  const isPlain = (rule: { operator: string; ignoreCase: boolean }) =>
    Object.hasOwn(OPERATORS, rule.operator) && !rule.ignoreCase;
  const plain = (rules: typeof headers) =>
    rules
      .filter(rule => isPlain(rule) && rule.name !== ':method')
      .map(({ name, operator, value }) => ({
        type: OPERATORS[operator],
        name,
        value,
      }));
  const method = headers.find(
    ({ name, operator }) => name === ':method' && operator === 'exact',
  );
  const conditions = [
    ...headers
      .filter(
        rule => rule !== method && !(isPlain(rule) && rule.name !== ':method'),
      )
      .map(rule => `header ${renderValueRule(rule)}`),
    ...queryParameters
      .filter(rule => !isPlain(rule))
      .map(rule => `queryParameter ${renderValueRule(rule)}`),
  ];
  return {
    path: pathOf(path),
    method: method?.value ?? null,
    headers: plain(headers),
    queryParams: plain(queryParameters),
    ...(conditions.length > 0 ? { conditions } : {}),
  };
}

/** A prefix of the text is told apart from one of whole elements. */
function pathOf(path: ContourRule['match']['path']): Route['match']['path'] {
  if (path.type !== 'prefix') {
    const type = path.type === 'exact' ? 'Exact' : 'RegularExpression';
    return { type, value: path.value };
  }
  return path.value === '/'
    ? null
    : { type: 'ImplementationSpecific', value: path.value };
}

function tlsOf({ root, proxy }: ContourRule, scheme: Way['scheme']): Tls {
  const secret = root ? secretOf(root) : null;
  if (scheme === 'http' || !root) {
    return { mode: 'none', certificates: [] };
  }
  return secret
    ? {
        mode: 'terminate',
        certificates: [
          {
            ref: refOf(
              proxy.object.cluster,
              SECRET,
              secret.namespace,
              secret.name,
            ),
            state: 'not-read',
          },
        ],
      }
    : { mode: 'passthrough', certificates: [] };
}
