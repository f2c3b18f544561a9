import type {
  ObjectRef,
  Reason,
  RouteVerdict,
  Tls,
} from '@portolan/plugin-traffic-common';
import { at } from '../../../model/refs';
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
import { MIDDLEWARE, MIDDLEWARE_TCP, SOURCE_ID } from '../kinds';
import { parseRule } from '../rule/parseRule';
import {
  HTTP_MATCHERS,
  TCP_MATCHERS,
  type MatcherCall,
  type ParsedRule,
  type Rule,
} from '../rule/Rule';
import { priorityOf } from './priority';
import type { Router, RouterEntry } from './Router';

const NO_TLS: Tls = { mode: 'none', certificates: [] };
const NO_RULE: ParsedRule = { ok: false, at: 0, message: 'there is no rule' };

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
    own === null || own.ok ? NO_OBSTACLES : ruleObstacle(own),
    own?.ok ? faultOf(own.rule, options) : NO_OBSTACLES,
    serviceObstacles(options, services.length, flow.obstacles),
    chain.obstacles,
    options.tls?.obstacles ?? NO_OBSTACLES,
    parent
      ? { dropped: droppedOf(parent), open: openOf(parent) }
      : NO_OBSTACLES,
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
    notInterpreted: [
      ...policies
        .filter(({ state }) => state === 'not-interpreted')
        .map(({ setBy }) => setBy),
      ...(readText(route, 'syntax') === 'v2'
        ? [at(SOURCE_ID, object)(`${path}.syntax`)]
        : []),
    ],
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

const parsedRules = {
  http: new WeakMap<object, ParsedRule>(),
  tcp: new WeakMap<object, ParsedRule>(),
};

/** The rule of one entry of `routes`: parsed once, since objects are never changed. */
function parseOnce(
  route: unknown,
  text: string,
  protocol: Router['protocol'],
): ParsedRule {
  const parse = () =>
    parseRule(text, protocol === 'tcp' ? TCP_MATCHERS : HTTP_MATCHERS);
  if (!isRecord(route)) {
    return parse();
  }
  const known = parsedRules[protocol === 'tcp' ? 'tcp' : 'http'];
  const parsed = known.get(route) ?? parse();
  known.set(route, parsed);
  return parsed;
}

function readRule(
  route: unknown,
  text: string,
  { protocol, syntax }: { protocol: Router['protocol']; syntax: string },
): ParsedRule {
  if (text === '') {
    return NO_RULE;
  }
  return syntax === 'v2'
    ? {
        ok: false,
        at: 0,
        message: 'rules in the syntax of v2 are not read',
        language: 'v2',
      }
    : parseOnce(route, text, protocol);
}

/** What could not be read may still be a rule for Traefik: it leaves the router open and never drops it. */
function ruleObstacle(rule: ParsedRule & { ok: false }): Obstacles {
  return open({
    code: 'RuleNotParsed',
    params: {
      reason: rule.message,
      position: rule.at,
      ...(rule.language && { language: rule.language }),
    },
  });
}

/** What the grammar allows and Traefik refuses: a server name without TLS, a path that does not begin with a slash. */
function faultOf(rule: Rule, { protocol, tls }: RouterOptions): Obstacles {
  const calls = matchersOf(rule);
  const [name] = calls.filter(({ matcher }) => matcher === 'HostSNI');
  const path = calls.find(
    ({ matcher, values: [value] }) =>
      (matcher === 'Path' || matcher === 'PathPrefix') &&
      !value.startsWith('/'),
  );
  const reasons = [
    ...(protocol === 'tcp' && !tls && name && name.values[0] !== '*'
      ? [
          `the rule asks for the server name ${name.values[0]}, and there is no tls`,
        ]
      : []),
    ...(path ? [`the path ${path.values[0]} does not begin with a slash`] : []),
  ];
  return joinObstacles(
    reasons.map(reason =>
      dropped({ code: 'NotAttached', params: { by: 'Traefik', reason } }),
    ),
  );
}

function matchersOf(rule: Rule): readonly MatcherCall[] {
  switch (rule.kind) {
    case 'match':
      return [rule];
    case 'not':
      return matchersOf(rule.rule);
    default:
      return [...matchersOf(rule.left), ...matchersOf(rule.right)];
  }
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
