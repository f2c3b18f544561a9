import type {
  Host,
  Redirect,
  Route,
  RoutePolicy,
  RouteVerdict,
  Tls,
} from '@portolan/plugin-traffic-common';
import { SECRET, SERVICE } from '../../kinds/coreKinds';
import { exposureOf } from '../../match/addressExposure';
import type { BackendDraft, RouteDraft } from '../../model/drafts';
import { at, refOf } from '../../model/refs';
import { routeUrl } from '../../model/routeUrl';
import { lookUp } from '../../references/lookUp';
import type { ClusterSnapshot } from '../../snapshot/ClusterSnapshot';
import {
  isRecord,
  readFlag,
  readNumber,
  readRecord,
  readText,
  type UnknownRecord,
} from '../../snapshot/read';
import { serviceFact } from '../../topology/Service';
import {
  branchesOf,
  renderCondition,
  upstreamOf,
  type Branch,
} from './branches';
import { strictest } from './doors';
import type { F5Rule, F5Server } from './F5Rule';
import { SOURCE_ID } from './kinds';
import { policiesOfRule, unreadPoliciesOfRule } from './policies/rulePolicies';
import { findUpstream, resolveUpstream } from './resolveUpstream';
import { settingsOf, snippetsOf, unreadOf } from './settings';

/** The routes of one rule: one per branch and scheme at which its virtual host answers. */
export function draftRoutes(
  snapshot: ClusterSnapshot,
  rule: F5Rule,
): readonly RouteDraft[] {
  const { owner, server, parent } = rule;
  const policies = policiesOfRule(snapshot, rule);
  const unread = [...unreadOf(rule), ...unreadPoliciesOfRule(snapshot, rule)];
  const reporting = server?.fact ?? owner;
  const branches = branchesOf(rule);
  return branches.flatMap(branch =>
    waysOf(rule).map(({ scheme, port, redirect }): RouteDraft => {
      const host = hostOf(owner.host);
      const path = pathOf(rule);
      const conditions = conditionsOf(branches, branch);
      const backends = redirect ? [] : backendsOf(snapshot, rule, branch);
      return {
        id: `${rule.id}|${branch.index}|${scheme}`,
        source: SOURCE_ID,
        cluster: snapshot.cluster,
        object: owner.object,
        ruleIndex: rule.ruleIndex,
        matchIndex: branch.index,
        scheme,
        host,
        port,
        match: {
          path,
          method: null,
          headers: [],
          queryParams: [],
          ...(conditions.length > 0 ? { conditions: [...conditions] } : {}),
        },
        ...routeUrl({ scheme, host, port, path }),
        entry: entryOf(rule.controller),
        addresses: [...reporting.addresses],
        exposure: exposureOf(reporting.addresses),
        tls: tlsOf(snapshot, rule, scheme),
        filters: snippetsOf(rule).map(type => ({ type, interpreted: false })),
        redirect: redirect ? redirect.to : redirectOf(branch),
        backends: [...backends],
        door: redirect
          ? rule.door
          : withSnippets(
              rule,
              strictest([
                rule.door,
                policies.door,
                backendDoor(snapshot, rule, backends),
                secretDoor(snapshot, rule, scheme),
              ]),
            ),
        reported: owner.reported,
        policies: redirect
          ? [redirect.policy]
          : [
              ...policies.settings.flatMap(({ type, policy }) =>
                type.field === 'ingressMTLS' && scheme === 'http' ? [] : policy,
              ),
              ...settingsOf(rule, branch),
            ],
        notInterpreted: unread,
        provenance: [
          at(SOURCE_ID, owner.object)(branch.path),
          ...(parent ? [parent.at] : []),
        ],
      };
    }),
  );
}

export function entryOf({ name, controller }: F5Rule['controller']) {
  return { kind: 'ingress-class' as const, className: name, controller };
}

/** NGINX configuration of its own may change who gets a request, where anybody does. */
function withSnippets(rule: F5Rule, door: RouteVerdict): RouteVerdict {
  const filters = snippetsOf(rule).join(', ');
  return filters === '' || door.state !== 'serving'
    ? door
    : {
        ...door,
        reasons: [
          ...door.reasons,
          { code: 'FilterNotInterpreted', params: { filters } },
        ],
      };
}

/** `*.x` is any number of labels: NGINX reads a server name so. */
export function hostOf(value: string): Host {
  if (value === '') {
    return { kind: 'any', value: '' };
  }
  return value.startsWith('*.')
    ? { kind: 'wildcard', value }
    : { kind: 'exact', value };
}

function backendsOf(
  snapshot: ClusterSnapshot,
  rule: F5Rule,
  { actions }: Branch,
): readonly BackendDraft[] {
  return actions.flatMap(({ action, weight, path }) => {
    const upstream = upstreamOf(action);
    return upstream === undefined || !findUpstream(rule.owner, upstream)
      ? []
      : [resolveUpstream(snapshot, rule.owner, { upstream, weight, path })];
  });
}

interface Way {
  readonly scheme: 'http' | 'https';
  readonly port: number;
  /** Set where the scheme only sends on to https. */
  readonly redirect: { to: Redirect; policy: RoutePolicy } | null;
}

/** At which schemes a rule is served, and where plain http is sent on to https (`tls.redirect`). */
export function waysOf({
  server,
  owner,
}: Pick<F5Rule, 'server' | 'owner'>): readonly Way[] {
  if (!server) {
    return [{ scheme: 'http', port: 80, redirect: null }];
  }
  const { ports, fact } = server;
  const tls = readRecord(fact.spec, 'tls');
  const isUnknown = ports.http === null && ports.https === null;
  const http = isUnknown ? 80 : ports.http;
  const https = isUnknown ? 443 : ports.https;
  const redirect = tlsRedirectOf(fact.spec);
  const plain: Way['redirect'] =
    redirect?.basedOn === 'scheme'
      ? {
          to: {
            scheme: 'https',
            hostname: null,
            port: null,
            path: null,
            statusCode: redirect.code,
          },
          policy: {
            aspect: 'redirect',
            summary: `plain HTTP to HTTPS (${redirect.code})`,
            params: { code: redirect.code },
            state: 'in-force',
            setBy: at(SOURCE_ID, fact.object)('spec.tls.redirect'),
          },
        }
      : null;
  const hasTls = isRecord(fact.spec.tls) && Boolean(readText(tls, 'secret'));
  return [
    ...(hasTls && https !== null
      ? [{ scheme: 'https' as const, port: https, redirect: null }]
      : []),
    ...(http !== null
      ? [{ scheme: 'http' as const, port: http, redirect: plain }]
      : []),
    ...(owner && http === null && (https === null || !hasTls)
      ? [{ scheme: 'http' as const, port: 80, redirect: null }]
      : []),
  ];
}

/** Where plain requests of a whole virtual host are sent on; `basedOn` says by what they are known. */
export function tlsRedirectOf(
  spec: UnknownRecord,
): { code: number; basedOn: 'scheme' | 'x-forwarded-proto' } | null {
  const redirect = readRecord(readRecord(spec, 'tls'), 'redirect');
  return readFlag(redirect, 'enable') === true
    ? {
        code: readNumber(redirect, 'code') ?? 301,
        basedOn:
          readText(redirect, 'basedOn') === 'x-forwarded-proto'
            ? 'x-forwarded-proto'
            : 'scheme',
      }
    : null;
}

/** A TLS section without a Secret takes the wildcard certificate of the controller, if it has one. */
export function mayHaveWildcardCertificate({ fact }: Pick<F5Server, 'fact'>) {
  return isRecord(fact.spec.tls) && !readText(fact.spec.tls, 'secret');
}

function redirectOf({ actions }: Branch): Redirect | null {
  const [only] = actions;
  const redirect = only?.action.redirect;
  if (actions.length !== 1 || !isRecord(redirect)) {
    return null;
  }
  const url = readText(redirect, 'url') ?? '';
  const [, scheme = '', host = '', port, path = ''] =
    /^([^:]+):\/\/([^/:?]*)(?::(\d+))?([^]*)$/.exec(url) ?? [];
  const plain = (text: string) =>
    text === '' || text.includes('$') ? null : text;
  return {
    scheme: plain(scheme),
    hostname: plain(host),
    port: port === undefined ? null : Number(port),
    path: plain(path),
    statusCode: readNumber(redirect, 'code') || 301,
  };
}

function conditionsOf(
  branches: readonly Branch[],
  branch: Branch,
): readonly string[] {
  const isRest = branches.length > 1 && branch === branches.at(-1);
  return isRest
    ? ['none of the matches of the route']
    : branch.conditions.map(renderCondition);
}

/** A prefix of the text is told apart from one of whole elements. */
function pathOf({ location }: F5Rule): Route['match']['path'] {
  const { kind, value, ignoresCase } = location;
  switch (kind) {
    case 'exact':
      return { type: 'Exact', value };
    case 'regex':
      return {
        type: 'RegularExpression',
        value: ignoresCase ? `(?i)${value}` : value,
      };
    default:
      return value === '/' || !value.startsWith('/')
        ? null
        : { type: 'ImplementationSpecific', value };
  }
}

function tlsOf(
  snapshot: ClusterSnapshot,
  { server, owner }: F5Rule,
  scheme: Way['scheme'],
): Tls {
  const fact = server?.fact ?? owner;
  const secret = readText(readRecord(fact.spec, 'tls'), 'secret');
  return scheme === 'http' || !secret
    ? { mode: 'none', certificates: [] }
    : {
        mode: 'terminate',
        certificates: [
          {
            ref: refOf(snapshot.cluster, SECRET, fact.object.namespace, secret),
            state: 'not-read',
          },
        ],
      };
}

/** NGINX refuses the handshake where the Secret of a virtual host is not there. */
export function secretDoor(
  snapshot: ClusterSnapshot,
  { server }: Pick<F5Rule, 'server'>,
  scheme: Way['scheme'],
): RouteVerdict {
  const secret = readText(readRecord(server?.fact.spec, 'tls'), 'secret');
  const isGone =
    scheme === 'https' &&
    server !== null &&
    Boolean(secret) &&
    isMissing(snapshot, server.fact.object.namespace, secret ?? '');
  return isGone
    ? {
        state: 'failing',
        reasons: [
          {
            code: 'NotAttached',
            params: {
              by: 'F5 NGINX',
              reason: `the Secret ${secret} does not exist, and it refuses the handshake`,
            },
          },
        ],
      }
    : { state: 'serving', reasons: [] };
}

/** Services of another name outside need NGINX Plus and a resolver. */
function backendDoor(
  snapshot: ClusterSnapshot,
  { owner }: F5Rule,
  backends: readonly BackendDraft[],
): RouteVerdict {
  const outside = backends.find(({ ref }) => {
    const service = snapshot.get(SERVICE, ref.namespace, ref.name);
    return (
      service !== undefined && serviceFact(service).type === 'ExternalName'
    );
  });
  return outside && owner
    ? {
        state: 'unknown',
        reasons: [
          {
            code: 'DependsOnSetting',
            params: {
              kind: 'Service',
              name: 'of type ExternalName',
              setting: '-nginx-plus and resolver-addresses',
            },
          },
        ],
      }
    : { state: 'serving', reasons: [] };
}

function isMissing(
  snapshot: ClusterSnapshot,
  namespace: string,
  name: string,
): boolean {
  return lookUp(snapshot, SECRET, namespace, name).state === 'missing';
}
