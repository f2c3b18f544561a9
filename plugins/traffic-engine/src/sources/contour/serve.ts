import type {
  RequestAnswer,
  RequestOutcome,
  RunnerUp,
} from '@portolan/plugin-traffic-common';
import { at } from '../../model/refs';
import { canTellAbsence } from '../../references/lookUp';
import type { AskedRequest } from '../../request/AskedRequest';
import type { ClusterSnapshot } from '../../snapshot/ClusterSnapshot';
import { doorOf, entryOf, hostOf } from './draftRoutes';
import type { ContourRule } from './ContourRule';
import { HTTP_PROXY, SOURCE_ID } from './kinds';
import { compareRules, missOf } from './matchRequest';
import { outcomeOf } from './outcomeOf';
import type { ProxyFact } from './ProxyFact';
import { schemesOf } from './schemesOf';
import { contourView } from './translate';

const PORTS: Readonly<Record<string, number>> = {
  http: 80,
  grpc: 80,
  https: 443,
  grpcs: 443,
  tls: 443,
};

interface Asked {
  readonly rule: ContourRule;
  readonly missed: RunnerUp['lostBy'] | null;
}

/** What the Envoys of each Contour answer on ports 80 and 443, in the order into which Contour sorts its routes. */
export function answerRequest(
  snapshot: ClusterSnapshot,
  request: AskedRequest,
): readonly RequestAnswer[] {
  if (PORTS[request.scheme] !== request.port) {
    return [];
  }
  const { rules } = snapshot.index(contourView);
  const names = new Set(
    rules.map(({ root, proxy }) => entryOf(root ?? proxy).name),
  );
  return [...names].map(name =>
    answerAt({
      snapshot,
      request,
      rules: rules.filter(
        ({ root, proxy }) => entryOf(root ?? proxy).name === name,
      ),
      name,
    }),
  );
}

function answerAt(door: {
  snapshot: ClusterSnapshot;
  request: AskedRequest;
  rules: readonly ContourRule[];
  name: string;
}): RequestAnswer {
  const { snapshot, request, rules, name } = door;
  const isPlain = request.scheme === 'http' || request.scheme === 'grpc';
  const asksFor = isPlain ? request.host : request.sni ?? request.host;
  const rank = rankOfHost(
    rules.filter(rule =>
      schemesOf(rule).some(({ scheme }) => (scheme === 'http') === isPlain),
    ),
    asksFor,
  );
  const asked = rules
    .map((rule): Asked => ({ rule, missed: judge(snapshot, rule, door, rank) }))
    .sort((a, b) => compareAsked(a, b));
  const taking = asked.filter(
    ({ missed }) => missed === null || missed === 'not-known',
  );
  const [first, second] = taking;
  const isTie =
    first !== undefined &&
    second !== undefined &&
    compareRules(first.rule, second.rule).lostBy === null;
  const isOpen = first?.missed === 'not-known' || isTie;
  return {
    cluster: snapshot.cluster,
    source: SOURCE_ID,
    entry: entryOf({ className: name === 'contour' ? '' : name }),
    winner: first && !isOpen ? ruleOf(first.rule, request) : null,
    outcome: isOpen
      ? {
          kind: 'unknown',
          why: isTie
            ? 'Two rules with as many conditions take the request; which of them Contour puts first was not worked out.'
            : 'Whether the first rule takes the request, or is served at all, is not known.',
        }
      : answerOf(first?.rule, door, rank),
    runnersUp: asked
      .filter(({ rule }) => isOpen || rule !== first?.rule)
      .map(
        ({ rule, missed }): RunnerUp => ({
          ...ruleOf(rule, request),
          lostBy:
            missed ??
            (first ? compareRules(first.rule, rule).lostBy : null) ??
            'not-known',
          params: {},
        }),
      ),
  };
}

function answerOf(
  rule: ContourRule | undefined,
  { snapshot, request }: { snapshot: ClusterSnapshot; request: AskedRequest },
  rank: HostRank,
): RequestOutcome {
  if (rule) {
    const isMisdirected =
      request.scheme !== 'tls' &&
      rule.kind === 'http' &&
      request.sni !== undefined &&
      !takesHost(rule.root, request.host);
    return isMisdirected
      ? {
          kind: 'respond',
          status: 421,
          location: null,
          why: 'The connection was made for another virtual host than the Host header names.',
        }
      : outcomeOf(snapshot, rule, request);
  }
  if (!canTellAbsence(snapshot.statusOf(HTTP_PROXY), '')) {
    return { kind: 'unknown', why: 'Not all HTTPProxies could be looked at.' };
  }
  const isTls = PORTS[request.scheme] === 443;
  return isTls && rank === null
    ? { kind: 'refused', why: 'No virtual host has TLS for this server name.' }
    : {
        kind: 'respond',
        status: 404,
        location: null,
        why: 'No route of an HTTPProxy takes the request.',
      };
}

type HostRank = 'exact' | 'wildcard' | 'any' | null;
const RANKS = ['exact', 'wildcard', 'any'] as const;

/** Envoy chooses the virtual host first, and asks no other when none of its routes takes the request. */
function rankOfHost(rules: readonly ContourRule[], host: string): HostRank {
  const taking = rules.filter(
    ({ root, door }) =>
      root !== null && door.state !== 'detached' && takesHost(root, host),
  );
  return (
    RANKS.find(kind => taking.some(({ root }) => hostOf(root).kind === kind)) ??
    null
  );
}

/** `*.x` takes one label: Contour adds a condition on the Host header to Envoy’s wider wildcard. */
function takesHost(root: ProxyFact | null, host: string): boolean {
  const { kind, value } = hostOf(root);
  if (root === null || kind === 'any') {
    return root !== null && root.fqdn === '*';
  }
  if (kind === 'exact') {
    return host === value;
  }
  const label = host.slice(0, -(value.length - 1));
  return host.endsWith(value.slice(1)) && label !== '' && !label.includes('.');
}

function judge(
  snapshot: ClusterSnapshot,
  rule: ContourRule,
  { request }: { request: AskedRequest },
  rank: HostRank,
): RunnerUp['lostBy'] | null {
  const isPlain = request.scheme === 'http' || request.scheme === 'grpc';
  const name = isPlain ? request.host : request.sni ?? request.host;
  if (rule.root === null) {
    return 'not-attached';
  }
  if (!takesHost(rule.root, name)) {
    return 'host';
  }
  if (rule.door.state === 'detached' || rule.door.state === 'shadowed') {
    return 'not-attached';
  }
  if (hostOf(rule.root).kind !== rank) {
    return 'less-specific-host';
  }
  const schemes = schemesOf(rule).map(({ scheme }) => scheme);
  if (!schemes.includes(schemeOf(request, rule))) {
    return 'other-listener';
  }
  const missed = rule.kind === 'tcp' ? null : missOf(rule, request);
  return missed === null && doorOf(snapshot, rule).state === 'unknown'
    ? 'not-known'
    : missed;
}

function compareAsked(a: Asked, b: Asked): number {
  return compareRules(a.rule, b.rule).order;
}

function schemeOf({ scheme }: AskedRequest, { kind }: ContourRule) {
  if (scheme === 'http' || scheme === 'grpc') {
    return 'http';
  }
  return kind === 'tcp' || scheme === 'tls' ? 'tls' : 'https';
}

function ruleOf(rule: ContourRule, request: AskedRequest) {
  return {
    source: SOURCE_ID,
    object: rule.proxy.object,
    ruleIndex: rule.ruleIndex,
    matchIndex: rule.matchIndex,
    routeId: `${rule.id}|${schemeOf(request, rule)}`,
    provenance: at(SOURCE_ID, rule.proxy.object)(rule.path),
  };
}
