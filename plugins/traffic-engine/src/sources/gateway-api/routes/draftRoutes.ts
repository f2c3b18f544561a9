import type {
  Host,
  Provenance,
  Redirect,
  Route,
  RouteMatch,
  RouteVerdict,
} from '@portolan/plugin-traffic-common';
import { toHost, type GatewayHostname } from '../../../match/gatewayHostname';
import type { PolicyTarget, RouteDraft } from '../../../model/drafts';
import { at } from '../../../model/refs';
import { compareConditions } from '../../../conditions/decodeVerdict';
import type { RedirectFact } from '../facts/routeFact';
import type { ListenerEntry } from '../gateways/GatewayEntry';
import { SOURCE_ID } from '../kinds';
import type { BackendTlsPolicies } from '../policies/backendTlsPolicies';
import { policiesOfRule, targetsOfRule } from '../policies/routePolicies';
import { closedDoor, openDoor, type Door } from './doors';
import { effectiveUrl } from './effectiveUrl';
import { judgeDoor } from './judgeDoor';
import { mirrorsOf } from './mirrorsOf';
import { listOpenDoors, type OpenDoor } from './openDoors';
import { routeId } from './routeId';
import { draftMeshRoutes } from './meshRoutes';
import { predictedAt, type ParentEntry, type RouteEntry } from './RouteEntry';
import { buildShadowTable, type ShadowTable } from './shadows';

/** The part of a draft that all matches of one rule share. */
interface Rule
  extends Pick<RouteDraft, 'filters' | 'redirect' | 'backends' | 'mirrors'> {
  readonly at: Provenance;
  /** What policies may target below the listener. */
  readonly targets: readonly PolicyTarget[];
  readonly notInterpreted: readonly Provenance[];
}

/** What holds for all matches of a rule behind one door; made once, since there may be many. */
type Held = Pick<RouteDraft, 'policies' | 'policyTargets' | 'notInterpreted'>;

/** So many routes are drafted in one step: about two milliseconds. */
const ROUTES_PER_STEP = 50;

/** Where and how one match is drafted. */
interface Place {
  readonly door: Door;
  readonly host: Host;
  readonly hostname: GatewayHostname;
  readonly parent: ParentEntry;
  readonly agreement: Route['agreement'];
  readonly provenance: readonly Provenance[];
  /** By the position of the rule. */
  readonly held: readonly Held[];
}

/**
 * The drafts of all routes: one per listener, hostname and match, and for a parent that takes nothing one per hostname of
 * the route's own. Made for 10,000 routes at a time, so what drafts share is made once.
 */
export function* draftRoutes(
  routes: readonly RouteEntry[],
  backendTls: BackendTlsPolicies,
): Generator<void, readonly RouteDraft[]> {
  const open = routes.map(route => ({ route, doors: listOpenDoors(route) }));
  yield;
  const shadows = buildShadowTable(open);
  yield;
  const doorOf = rememberDoors();
  const drafts: RouteDraft[] = [];
  for (const [position, { route, doors }] of open.entries()) {
    if (position % ROUTES_PER_STEP === 0) {
      yield;
    }
    const rules = route.fact.rules.map((_, index) => toRule(route, index));
    for (const door of doors) {
      draftOpen({
        route,
        rules,
        door,
        shadows,
        doorOf,
        backendTls,
        drafts,
      });
    }
    if (route.mesh.length > 0) {
      drafts.push(...draftMeshRoutes(route, backendTls));
    }
    for (const parent of route.parents) {
      if (parent.acceptances.length === 0) {
        draftClosed({ route, rules, parent, backendTls, drafts });
      }
    }
  }
  return drafts;
}

function rememberDoors(): (listener: ListenerEntry) => Door {
  const doors = new Map<ListenerEntry, Door>();
  return listener => {
    let door = doors.get(listener);
    if (!door) {
      door = openDoor(listener);
      doors.set(listener, door);
    }
    return door;
  };
}

function draftOpen(options: {
  route: RouteEntry;
  rules: readonly Rule[];
  door: OpenDoor;
  shadows: ShadowTable;
  doorOf: (listener: ListenerEntry) => Door;
  backendTls: BackendTlsPolicies;
  drafts: RouteDraft[];
}): void {
  const { route, rules, door: open, shadows, doorOf, drafts } = options;
  const { backendTls } = options;
  const { parent, listener, hostname } = open;
  const door = doorOf(listener);
  const place = placeOf({ route, rules, backendTls, door, hostname, parent });
  for (const [ruleIndex, rule] of route.fact.rules.entries()) {
    const references = route.rules[ruleIndex];
    for (const [matchIndex, match] of rule.matches.entries()) {
      const winner = shadows.winnerOver({
        door: open,
        route,
        ruleIndex,
        matchIndex,
      });
      const verdict = judgeDoor({ open, rule, references, winner });
      drafts.push(
        draftMatch({
          route,
          rules,
          place,
          ruleIndex,
          matchIndex,
          match,
          verdict,
        }),
      );
    }
  }
}

function draftClosed(options: {
  route: RouteEntry;
  rules: readonly Rule[];
  parent: ParentEntry;
  backendTls: BackendTlsPolicies;
  drafts: RouteDraft[];
}): void {
  const { route, rules, parent, drafts } = options;
  const { hostnames } = route.fact;
  const door = closedDoor(parent);
  const verdict: RouteVerdict = {
    state: parent.accepted.status === 'Unknown' ? 'unknown' : 'detached',
    reasons: [...parent.reasons],
  };
  for (const hostname of hostnames.length > 0 ? hostnames : ['']) {
    const place = placeOf({ ...options, door, hostname });
    route.fact.rules.forEach(({ matches }, ruleIndex) =>
      matches.forEach((match, matchIndex) =>
        drafts.push(
          draftMatch({
            route,
            rules,
            place,
            ruleIndex,
            matchIndex,
            match,
            verdict,
          }),
        ),
      ),
    );
  }
}

function placeOf(options: {
  route: RouteEntry;
  rules: readonly Rule[];
  backendTls: BackendTlsPolicies;
  door: Door;
  hostname: GatewayHostname;
  parent: ParentEntry;
}): Place {
  const { route, rules, door, hostname, parent, backendTls } = options;
  const { gateway } = parent;
  return {
    held: rules.map(({ targets, notInterpreted }, ruleIndex) => ({
      policies: join(
        policiesOfRule(route, { ruleIndex, gateway, backendTls }),
        door.held.policies,
      ),
      policyTargets: [...targets, ...door.held.targets],
      notInterpreted: join(notInterpreted, door.held.notInterpreted),
    })),
    door,
    hostname,
    host: toHost(hostname),
    parent,
    agreement: compareConditions(predictedAt(route, parent), parent.reported),
    provenance: [
      at(SOURCE_ID, route.ref)(`spec.parentRefs[${parent.index}]`),
      ...door.provenance,
    ],
  };
}

/** Both lists; the one alone where the other is empty, as nearly all are. */
function join<T>(first: readonly T[], second: readonly T[]): readonly T[] {
  if (second.length === 0) {
    return first;
  }
  return first.length === 0 ? second : [...first, ...second];
}

function toRule({ ref, fact, rules }: RouteEntry, index: number): Rule {
  const { filters, redirect, path } = fact.rules[index];
  const provenance = at(SOURCE_ID, ref);
  return {
    targets: targetsOfRule(ref, fact.rules[index]),
    notInterpreted: rules[index].extensions
      .filter(({ answers }) => answers === null)
      .map(extension => provenance(extension.fact.path)),
    filters: [...filters],
    redirect: redirect ? toRedirect(redirect) : null,
    backends: rules[index].backends.map(({ draft }) => draft),
    ...mirrorsOf(rules[index]),
    at: provenance(path),
  };
}

function toRedirect(redirect: RedirectFact): Redirect {
  const { scheme, hostname, port, path, statusCode } = redirect;
  return { scheme, hostname, port, path, statusCode };
}

function draftMatch(options: {
  route: RouteEntry;
  rules: readonly Rule[];
  place: Place;
  ruleIndex: number;
  matchIndex: number;
  match: RouteMatch;
  verdict: RouteVerdict;
}): RouteDraft {
  const { route, rules, place, ruleIndex, matchIndex, match, verdict } =
    options;
  const { ref } = route;
  const { door, host, hostname, parent, provenance } = place;
  const { scheme, port, entry, addresses, exposure, tls } = door;
  const rule = rules[ruleIndex];
  const { policies, policyTargets, notInterpreted } = place.held[ruleIndex];
  const { url, isConcreteUrl } = effectiveUrl({
    scheme,
    host,
    port,
    match,
    addresses,
  });
  return {
    id: routeId({ ref, ruleIndex, matchIndex, doorId: door.id, hostname }),
    source: SOURCE_ID,
    cluster: ref.cluster,
    object: ref,
    ruleIndex,
    matchIndex,
    scheme,
    host,
    port,
    match,
    url,
    isConcreteUrl,
    entry,
    addresses,
    exposure,
    tls,
    filters: rule.filters,
    redirect: rule.redirect,
    backends: rule.backends,
    ...(rule.mirrors ? { mirrors: rule.mirrors } : {}),
    reported: parent.reported,
    agreement: place.agreement,
    provenance: [rule.at, ...provenance],
    door: verdict,
    policies,
    policyTargets,
    notInterpreted,
  };
}
