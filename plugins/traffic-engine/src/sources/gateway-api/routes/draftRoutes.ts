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
import { readOnce } from '../../../snapshot/readOnce';
import { compareConditions } from '../../../conditions/decodeVerdict';
import type { RedirectFact } from '../facts/routeFact';
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

/** The drafts of each route that depend on nothing but the route as it was built. */
export type OwnDrafts = ReadonlyMap<RouteEntry, readonly RouteDraft[]>;

/**
 * The drafts of all routes: one per listener, hostname and match, and for a parent that takes nothing one per hostname of
 * the route's own. Made for 10,000 routes at a time, so what drafts share is made once, and those of a route are taken from
 * `known` where no other route takes its requests.
 */
export function* draftRoutes(
  routes: readonly RouteEntry[],
  backendTls: BackendTlsPolicies,
  known: OwnDrafts = new Map(),
): Generator<
  void,
  { readonly drafts: readonly RouteDraft[]; readonly own: OwnDrafts }
> {
  const open = routes.map(route => ({ route, doors: listOpenDoors(route) }));
  yield;
  const shadows = buildShadowTable(open);
  yield;
  const drafts: RouteDraft[] = [];
  const own = new Map<RouteEntry, readonly RouteDraft[]>();
  for (const [position, { route, doors }] of open.entries()) {
    if (position % ROUTES_PER_STEP === 0) {
      yield;
    }
    const isFree = !hasWinners(route, doors, shadows);
    const drafted =
      (isFree && known.get(route)) ||
      draftRoute({ route, doors, shadows, backendTls });
    if (isFree) {
      own.set(route, drafted);
    }
    for (const draft of drafted) {
      drafts.push(draft);
    }
  }
  return { drafts, own };
}

/** Whether another rule takes the requests of a match of this route. */
function hasWinners(
  route: RouteEntry,
  doors: readonly OpenDoor[],
  shadows: ShadowTable,
): boolean {
  const { rules } = route.fact;
  for (const door of doors) {
    for (let ruleIndex = 0; ruleIndex < rules.length; ruleIndex++) {
      const count = rules[ruleIndex].matches.length;
      for (let matchIndex = 0; matchIndex < count; matchIndex++) {
        if (shadows.winnerOver({ door, route, ruleIndex, matchIndex })) {
          return true;
        }
      }
    }
  }
  return false;
}

function draftRoute(options: {
  route: RouteEntry;
  doors: readonly OpenDoor[];
  shadows: ShadowTable;
  backendTls: BackendTlsPolicies;
}): readonly RouteDraft[] {
  const { route, doors, shadows, backendTls } = options;
  const drafts: RouteDraft[] = [];
  const rules = route.fact.rules.map((_, index) => toRule(route, index));
  for (const door of doors) {
    draftOpen({ route, rules, door, shadows, backendTls, drafts });
  }
  if (route.mesh.length > 0) {
    drafts.push(...draftMeshRoutes(route, backendTls));
  }
  for (const parent of route.parents) {
    if (parent.acceptances.length === 0) {
      draftClosed({ route, rules, parent, backendTls, drafts });
    }
  }
  return drafts;
}

/** The door of a listener, made once for all its routes. */
const doorOf = readOnce(openDoor);

function draftOpen(options: {
  route: RouteEntry;
  rules: readonly Rule[];
  door: OpenDoor;
  shadows: ShadowTable;
  backendTls: BackendTlsPolicies;
  drafts: RouteDraft[];
}): void {
  const { route, rules, door: open, shadows, drafts } = options;
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
