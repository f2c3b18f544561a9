import type {
  RequestAnswer,
  RequestOutcome,
  RunnerUp,
} from '@portolan/plugin-traffic-common';
import { at } from '../../model/refs';
import { canTellAbsence } from '../../references/lookUp';
import type { AskedRequest } from '../../request/AskedRequest';
import type { ClusterSnapshot } from '../../snapshot/ClusterSnapshot';
import {
  chooseVirtualHost,
  isPlain,
  nameAsked,
  takesHost,
  takesName,
} from './chooseVirtualHost';
import { doorOf, entryOf } from './draftRoutes';
import type { ContourRule } from './ContourRule';
import { HTTP_PROXY, SOURCE_ID } from './kinds';
import { compareRules } from './compareRules';
import { missOf } from './matchRequest';
import { outcomeOf } from './outcomeOf';
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
  sent: AskedRequest,
): readonly RequestAnswer[] {
  if (PORTS[sent.scheme] !== sent.port) {
    return [];
  }
  const request = { ...sent, path: mergeSlashes(sent.path) };
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

/** As Contour has Envoy do it before it looks at any route, unless its configuration says otherwise (`disableMergeSlashes`). */
function mergeSlashes(path: string): string {
  return path.replace(/\/\/+/g, '/');
}

interface Door {
  readonly snapshot: ClusterSnapshot;
  readonly request: AskedRequest;
  readonly rules: readonly ContourRule[];
  readonly name: string;
}

function answerAt(door: Door): RequestAnswer {
  const { snapshot, request, rules, name } = door;
  const chosen = chooseVirtualHost(rules, request);
  const asked = rules
    .map(
      (rule): Asked => ({ rule, missed: judge(snapshot, rule, door, chosen) }),
    )
    .sort((a, b) => compareRules(a.rule, b.rule, request.path).order);
  const taking = asked.filter(
    ({ missed }) => missed === null || missed === 'not-known',
  );
  const [first, ...others] = taking;
  // The order of Contour is not one of all rules, so the first is compared with each.
  const isTie = others.some(
    ({ rule }) => compareRules(first.rule, rule, request.path).order >= 0,
  );
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
            ? 'Two rules take the request that Contour’s order does not tell apart.'
            : 'Whether the first rule takes the request, or is served at all, is not known.',
        }
      : answerOf(first?.rule, door, chosen),
    runnersUp: asked
      .filter(({ rule }) => isOpen || rule !== first?.rule)
      .map(
        ({ rule, missed }): RunnerUp => ({
          ...ruleOf(rule, request),
          lostBy:
            missed ??
            (first
              ? compareRules(first.rule, rule, request.path).lostBy
              : null) ??
            'not-known',
          params: {},
        }),
      ),
  };
}

function answerOf(
  rule: ContourRule | undefined,
  { snapshot, request, rules }: Door,
  chosen: string | null,
): RequestOutcome {
  const respond = (status: number, why: string) =>
    ({ kind: 'respond', status, location: null, why } as const);
  const isHttp = request.scheme !== 'tls' && rule?.kind !== 'tcp';
  const ofHost = rules.filter(
    ({ root: each, door }) =>
      each !== null &&
      each.fqdn === chosen &&
      door.state !== 'detached' &&
      door.state !== 'shadowed',
  );
  // Where all of it is uncertain there may be no such virtual host at all, and Envoy then chooses another.
  if (
    !rule &&
    ofHost.length > 0 &&
    ofHost.every(({ door }) => door.state === 'unknown')
  ) {
    return {
      kind: 'unknown',
      why: 'Whether the virtual host is served at all is not known.',
    };
  }
  const root = ofHost[0]?.root;
  if (isHttp && root && !isPlain(request) && !takesName(root, request.host)) {
    return respond(
      421,
      'The connection was made for another virtual host than the Host header names.',
    );
  }
  if (rule) {
    return outcomeOf(snapshot, rule, request);
  }
  if (!canTellAbsence(snapshot.statusOf(HTTP_PROXY), '')) {
    return { kind: 'unknown', why: 'Not all HTTPProxies could be looked at.' };
  }
  return !isPlain(request) && chosen === null
    ? { kind: 'refused', why: 'No virtual host has TLS for this server name.' }
    : respond(404, 'No route of an HTTPProxy takes the request.');
}

function judge(
  snapshot: ClusterSnapshot,
  rule: ContourRule,
  { request }: Door,
  chosen: string | null,
): RunnerUp['lostBy'] | null {
  const { root, door, kind } = rule;
  if (root === null) {
    return 'not-attached';
  }
  if (!takesName(root, nameAsked(request))) {
    return 'host';
  }
  if (door.state === 'detached' || door.state === 'shadowed') {
    return 'not-attached';
  }
  if (root.fqdn !== chosen) {
    return 'less-specific-host';
  }
  const schemes = schemesOf(rule).map(({ scheme }) => scheme);
  if (!schemes.includes(schemeOf(request, rule))) {
    return 'other-listener';
  }
  if (
    kind === 'http' &&
    rule.status === null &&
    takesName(root, request.host) &&
    !takesHost(root, request.host)
  ) {
    return 'host';
  }
  const missed = kind === 'tcp' ? null : missOf(rule, request);
  return missed === null && doorOf(snapshot, rule).state === 'unknown'
    ? 'not-known'
    : missed;
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
