import type {
  ObjectRef,
  Reason,
  RouteVerdict,
  Tls,
} from '@portolan/plugin-traffic-common';
import {
  isRecord,
  readList,
  readNumber,
  readText,
} from '../../../snapshot/read';
import {
  dropped,
  joinObstacles,
  NO_OBSTACLES,
  open,
  type Context,
  type Obstacles,
} from '../follow/Context';
import { followMiddlewares, joinChains } from '../follow/followMiddlewares';
import { followService, type Flow } from '../follow/followService';
import { followWeighted } from '../follow/followTraefikService';
import type { RouterTls } from '../follow/followTls';
import { MIDDLEWARE, MIDDLEWARE_TCP } from '../kinds';
import { parseRule } from '../rule/parseRule';
import type { ParsedRule, Rule } from '../rule/Rule';
import { ruleFaults } from '../rule/ruleFaults';
import { HTTP_V2, TCP_V2 } from '../rule/syntaxV2';
import { HTTP_V3, TCP_V3 } from '../rule/syntaxV3';
import { priorityOf } from './priority';
import type { Router, RouterEntry } from './Router';

const NO_TLS: Tls = { mode: 'none', certificates: [] };
const NO_RULE: ParsedRule = {
  ok: false,
  at: 0,
  message: 'there is no rule',
  isOpen: false,
};

/** A rule that every packet satisfies. */
const ANY_PACKET: ParsedRule = {
  ok: true,
  rule: { kind: 'match', matcher: 'HostSNI', values: ['*'], at: 0 },
};

export interface RouterOptions {
  readonly protocol: Router['protocol'];
  readonly object: ObjectRef;
  readonly route: unknown;
  readonly ruleIndex: number;
  readonly entries: readonly RouterEntry[];
  /** Of the whole object: its class, its entry points. */
  readonly obstacles: Obstacles;
  readonly tls: RouterTls | undefined;
  readonly parent: Router | null;
  /** Others name the object as their parent, so its routers need no service. */
  readonly hasChildren: boolean;
}

/** One router with all that it refers to followed. */
export function buildRouter(context: Context, options: RouterOptions): Router {
  const { protocol, object, route, ruleIndex, parent } = options;
  const path = `spec.routes[${ruleIndex}]`;
  const text = protocol === 'udp' ? null : readText(route, 'match') ?? '';
  const syntax = readText(route, 'syntax') ?? defaultSyntax(context);
  const own =
    text === null ? null : readRule(route, text, { protocol, syntax });
  const services = readList(route, 'services');
  const followed = followWeighted(services, {
    path: `${path}.services`,
    weight: 1,
    share: 1,
    inner: (value, servicePath, part) =>
      followService(context, {
        value,
        object,
        path: servicePath,
        weight: 1,
        share: 1,
        visited: [],
        ...part,
      }),
  });
  const flow = protocol === 'http' ? followed : withoutMissing(followed);
  const middlewares = followMiddlewares(context, {
    kind: protocol === 'http' ? MIDDLEWARE : MIDDLEWARE_TCP,
    middlewares: readList(route, 'middlewares'),
    object,
    path: `${path}.middlewares`,
  });
  const chain = parent ? joinChains([parent.chain, middlewares]) : middlewares;
  const obstacles = joinObstacles([
    options.obstacles,
    own === null || own.ok ? NO_OBSTACLES : ruleObstacle(context, own),
    own?.ok ? faultOf(own.rule, options) : NO_OBSTACLES,
    serviceObstacles(options, services.length, flow.obstacles),
    chain.obstacles,
    options.tls?.obstacles ?? NO_OBSTACLES,
    parent
      ? { dropped: droppedOf(parent), open: openOf(parent) }
      : NO_OBSTACLES,
    layerFault(options, services.length),
    tlsObstacles(options),
  ]);
  const policies = [
    ...(options.tls?.policies ?? []),
    ...chain.policies,
    ...flow.policies,
  ];
  return {
    protocol,
    object,
    ruleIndex,
    path,
    text,
    rule: own === null ? ANY_PACKET : joinRules(parent?.rule, own),
    priority: priorityOf({
      protocol,
      text: text ?? '',
      rule: own,
      given: readNumber(route, 'priority') ?? 0,
    }),
    parent,
    entries: options.entries,
    door: doorOf(obstacles),
    tls: options.tls?.tls ?? NO_TLS,
    flow,
    chain,
    policies,
    notInterpreted: policies
      .filter(({ state }) => state === 'not-interpreted')
      .map(({ setBy }) => setBy),
  };
}

/** TCP and UDP leave out the services that cannot be built, and the others take their share. */
function withoutMissing(flow: Flow): Flow {
  const isThere = ({ target }: Flow['backends'][number]) =>
    target.state !== 'missing';
  const sum = flow.backends
    .filter(isThere)
    .reduce((total, { share }) => total + share, 0);
  return {
    ...flow,
    backends:
      sum === 0
        ? flow.backends
        : flow.backends.map(backend =>
            isThere(backend)
              ? { ...backend, share: backend.share / sum }
              : { ...backend, weight: 0, share: 0 },
          ),
  };
}

function defaultSyntax({ install }: Context): string {
  return install.state === 'known' ? install.settings.defaultRuleSyntax : 'v3';
}

const SYNTAXES = {
  v2: { http: HTTP_V2, tcp: TCP_V2 },
  v3: { http: HTTP_V3, tcp: TCP_V3 },
} as const;

const parsedRules = new Map(
  Object.values(SYNTAXES).flatMap(({ http, tcp }) => [
    [http, new WeakMap<object, ParsedRule>()] as const,
    [tcp, new WeakMap<object, ParsedRule>()] as const,
  ]),
);

/** The rule of one entry of `routes`: parsed once in each syntax, since objects are never changed. */
function readRule(
  route: unknown,
  text: string,
  { protocol, syntax }: { protocol: Router['protocol']; syntax: string },
): ParsedRule {
  if (text === '') {
    return NO_RULE;
  }
  const wanted =
    SYNTAXES[syntax === 'v2' ? 'v2' : 'v3'][
      protocol === 'tcp' ? 'tcp' : 'http'
    ];
  const kept = parsedRules.get(wanted);
  const parsed =
    (isRecord(route) ? kept?.get(route) : undefined) ?? parseRule(text, wanted);
  if (isRecord(route)) {
    kept?.set(route, parsed);
  }
  return parsed;
}

/**
 * Where Traefik is known to be one of v3, it leaves out the router of what is no rule. Else what could not be read may still be
 * a rule for it, as for one of v2: the router is left open.
 */
function ruleObstacle(
  { install }: Context,
  { message, at, isOpen }: ParsedRule & { ok: false },
): Obstacles {
  const reason = {
    code: 'RuleNotParsed',
    params: { reason: message, position: at },
  } as const;
  const isRefused =
    !isOpen && install.state === 'known' && install.settings.isV3;
  return isRefused ? dropped(reason) : open(reason);
}

/** What the grammar allows and Traefik refuses. */
function faultOf(rule: Rule, { protocol, tls }: RouterOptions): Obstacles {
  return joinObstacles(
    ruleFaults(rule, {
      needsTls: protocol === 'tcp' && !tls,
    }).map(reason =>
      dropped({ code: 'NotAttached', params: { by: 'Traefik', reason } }),
    ),
  );
}

/** HTTP drops a router with a service that cannot be built; TCP and UDP leave that service out, and drop a router without any. */
function serviceObstacles(
  { protocol, hasChildren }: RouterOptions,
  services: number,
  obstacles: Obstacles,
): Obstacles {
  if (services === 0) {
    return hasChildren
      ? NO_OBSTACLES
      : dropped({ code: 'NoBackends', params: {} });
  }
  return protocol === 'http' || obstacles.dropped.length >= services
    ? obstacles
    : { dropped: [], open: obstacles.open };
}

/** What a router below another may not have; at the top, the children of a router come before its services. */
function layerFault(
  { parent, route, hasChildren }: RouterOptions,
  services: number,
): Obstacles {
  const hasObservability = isRecord(route) && isRecord(route.observability);
  const reasons = [
    ...(hasObservability
      ? ['a router below another has no observability of its own']
      : []),
    ...(hasChildren && services > 0
      ? ['it has a service, and other routers below it']
      : []),
  ];
  return parent
    ? joinObstacles(
        reasons.map(reason =>
          dropped({ code: 'NotAttached', params: { by: 'Traefik', reason } }),
        ),
      )
    : NO_OBSTACLES;
}

/** A connection shows its server name in TLS alone: without it, only the rule for all names can be told apart. */
function tlsObstacles({ entries, tls, protocol }: RouterOptions): Obstacles {
  const notKnown = entries.filter(({ isTls }) => isTls === null);
  return protocol !== 'http' || tls || notKnown.length === 0
    ? NO_OBSTACLES
    : joinObstacles(
        notKnown.map(({ name }) =>
          open({
            code: 'DependsOnSetting',
            params: { kind: 'TLS of entry point', name, setting: 'http.tls' },
          }),
        ),
      );
}

function doorOf({ dropped: gone, open: unsure }: Obstacles): RouteVerdict {
  if (gone.length > 0) {
    return { state: 'detached', reasons: [...gone] };
  }
  return unsure.length > 0
    ? { state: 'unknown', reasons: [...unsure] }
    : { state: 'serving', reasons: [] };
}

function droppedOf({ door }: Router): readonly Reason[] {
  return door.state === 'detached' ? door.reasons : [];
}

function openOf({ door }: Router): readonly Reason[] {
  return door.state === 'unknown' ? door.reasons : [];
}

function joinRules(
  parent: ParsedRule | undefined,
  own: ParsedRule,
): ParsedRule {
  if (!parent || !own.ok) {
    return own;
  }
  return parent.ok
    ? { ok: true, rule: { kind: 'and', left: parent.rule, right: own.rule } }
    : parent;
}
