import type {
  Entry,
  Provenance,
  Redirect,
  Route,
  RouteVerdict,
  Tls,
} from '@portolan/plugin-traffic-common';
import { toHost, type GatewayHostname } from '../../../match/gatewayHostname';
import type { RouteDraft } from '../../../model/drafts';
import { at } from '../../../model/refs';
import type { RedirectFact, RuleFact } from '../facts/routeFact';
import type { GatewayEntry, ListenerEntry } from '../gateways/GatewayEntry';
import { SOURCE_ID } from '../kinds';
import { effectiveUrl } from './effectiveUrl';
import { exposureOf } from './exposure';
import { findIsolatingListener } from './isolation';
import { judgeDoor } from './judgeDoor';
import type { Acceptance, ParentEntry, RouteEntry } from './RouteEntry';
import { claimOf, type MatchClaim, type ShadowTable } from './shadows';

/** The part of a draft that all matches behind one door share. */
interface Door
  extends Pick<
    RouteDraft,
    'scheme' | 'port' | 'entry' | 'addresses' | 'exposure' | 'tls'
  > {
  readonly id: string;
  readonly provenance: readonly Provenance[];
}

type Rule = Pick<RouteDraft, 'filters' | 'redirect' | 'backends'>;

/** One match of a route behind one open door. */
export interface OpenMatch extends MatchClaim {
  readonly parent: ParentEntry;
}

/**
 * Every match of a route at every listener that takes it. A hostname that a more specific listener takes away is left
 * out where the same route is behind that listener too; a listener that two parentRefs name counts once.
 */
export function openMatches(
  route: RouteEntry,
  matchKeys: readonly (readonly (string | null)[])[],
): readonly OpenMatch[] {
  const taken = new Map<ListenerEntry, ReadonlySet<GatewayHostname>>();
  const doors: (Acceptance & { parent: ParentEntry })[] = [];
  for (const parent of route.parents) {
    for (const { listener, hostnames } of parent.acceptances) {
      if (!taken.has(listener)) {
        taken.set(listener, new Set(hostnames));
        doors.push({ parent, listener, hostnames });
      }
    }
  }
  return doors.flatMap(({ parent, listener, hostnames }) =>
    hostnames.flatMap(hostname => {
      const other = findIsolatingListener(listener, hostname);
      return other && taken.get(other)?.has(hostname)
        ? []
        : route.fact.rules.flatMap(({ matches }, ruleIndex) =>
            matches.map((match, matchIndex) => ({
              ...claimOf({
                route,
                ruleIndex,
                matchIndex,
                match,
                matchKey: matchKeys[ruleIndex][matchIndex],
                listener,
                hostname,
              }),
              parent,
            })),
          );
    }),
  );
}

/** Makes the drafts of a route: what is the same behind a door or of a rule is made once. */
export function draftRoute(options: {
  route: RouteEntry;
  matches: readonly OpenMatch[];
  shadows: ShadowTable;
  doors: DoorMaker;
}): readonly RouteDraft[] {
  const { route, matches, shadows, doors } = options;
  const rules = route.fact.rules.map((rule, index) =>
    draftRule(rule, route.rules[index].backends),
  );
  const open = matches.map(claim =>
    draftMatch({
      route,
      rules,
      claim,
      parent: claim.parent,
      door: doors.doorOf(claim.listener),
      verdict: judgeDoor({
        listener: claim.listener,
        hostname: claim.hostname,
        rule: route.fact.rules[claim.ruleIndex],
        winner: shadows.winnerOver(claim),
      }),
    }),
  );
  const closed = route.parents.flatMap(parent =>
    parent.acceptances.length > 0
      ? []
      : draftClosed({ route, rules, parent, doors }),
  );
  return closed.length > 0 ? [...open, ...closed] : open;
}

/** A route that no listener of a parent takes is drafted all the same, by its own hostnames, so that it is seen. */
function draftClosed(options: {
  route: RouteEntry;
  rules: readonly Rule[];
  parent: ParentEntry;
  doors: DoorMaker;
}): readonly RouteDraft[] {
  const { route, rules, parent, doors } = options;
  const { hostnames } = route.fact;
  const verdict: RouteVerdict = {
    state: parent.accepted.status === 'Unknown' ? 'unknown' : 'detached',
    reasons: [...parent.reasons],
  };
  const door = doors.closedDoor(parent);
  return (hostnames.length > 0 ? hostnames : ['']).flatMap(hostname =>
    route.fact.rules.flatMap(({ matches }, ruleIndex) =>
      matches.map((match, matchIndex) =>
        draftMatch({
          route,
          rules,
          claim: { hostname, match, ruleIndex, matchIndex },
          parent,
          door,
          verdict,
        }),
      ),
    ),
  );
}

function draftRule(
  { filters, redirect }: RuleFact,
  backends: RouteEntry['rules'][number]['backends'],
): Rule {
  return {
    filters: [...filters],
    redirect: redirect ? toRedirect(redirect) : null,
    backends: backends.map(({ draft }) => draft),
  };
}

function toRedirect(redirect: RedirectFact): Redirect {
  const { scheme, hostname, port, path, statusCode } = redirect;
  return { scheme, hostname, port, path, statusCode };
}

function draftMatch(options: {
  route: RouteEntry;
  rules: readonly Rule[];
  claim: Pick<OpenMatch, 'hostname' | 'match' | 'ruleIndex' | 'matchIndex'>;
  parent: ParentEntry;
  door: Door;
  verdict: RouteVerdict;
}): RouteDraft {
  const { route, rules, claim, parent, door, verdict } = options;
  const { ref } = route;
  const { hostname, match, ruleIndex, matchIndex } = claim;
  const host = toHost(hostname);
  const provenance = at(SOURCE_ID, ref);
  const { id, scheme, port, entry, addresses, exposure, tls } = door;
  return {
    id: `${ref.cluster}/${ref.kind}/${ref.namespace}/${ref.name}/${ruleIndex}.${matchIndex}@${id}#${hostname}`,
    source: SOURCE_ID,
    cluster: ref.cluster,
    object: ref,
    ruleIndex,
    matchIndex,
    scheme,
    host,
    port,
    match,
    ...effectiveUrl({ scheme, host, port, match, addresses }),
    entry,
    addresses,
    exposure,
    tls,
    ...rules[ruleIndex],
    reported: parent.reported,
    provenance: [
      provenance(`spec.rules[${ruleIndex}]`),
      provenance(`spec.parentRefs[${parent.index}]`),
      ...door.provenance,
    ],
    door: verdict,
  };
}

/** Makes the doors of a cluster's listeners, each once. */
export interface DoorMaker {
  doorOf(listener: ListenerEntry): Door;
  /** The door of a parent that takes nothing: what its parentRef says of the way there, and no entry. */
  closedDoor(parent: ParentEntry): Door;
}

export function createDoorMaker(): DoorMaker {
  const doors = new Map<ListenerEntry, Door>();
  return {
    doorOf: listener => {
      const known = doors.get(listener) ?? openDoor(listener);
      doors.set(listener, known);
      return known;
    },
    closedDoor: ({ parentRef, gateway, index }) => {
      const named = gateway?.listeners.find(
        ({ fact }) =>
          (parentRef.sectionName ?? fact.name) === fact.name &&
          (parentRef.port ?? fact.port) === fact.port,
      );
      return {
        id: `${parentRef.namespace}/${parentRef.name}/closed.${index}`,
        scheme: named ? schemeOf(named) : 'http',
        port: named?.fact.port ?? parentRef.port,
        entry: null,
        addresses: [],
        exposure: 'unknown',
        tls: { mode: 'none', certificates: [] },
        provenance: [],
      };
    },
  };
}

function openDoor(listener: ListenerEntry): Door {
  const { gateway, fact } = listener;
  const addresses = [...gateway.fact.addresses];
  return {
    id: `${gateway.ref.namespace}/${gateway.ref.name}/${fact.name}`,
    scheme: schemeOf(listener),
    port: fact.port,
    entry: entryOf(gateway, fact.name),
    addresses,
    exposure: exposureOf(addresses),
    tls: tlsOf(listener),
    provenance: [at(SOURCE_ID, gateway.ref)(fact.path)],
  };
}

function entryOf({ ref, gatewayClass }: GatewayEntry, listener: string): Entry {
  return {
    kind: 'listener',
    gateway: ref,
    listener,
    className: gatewayClass.name,
    controller: gatewayClass.controller,
  };
}

/** What the listener does with TLS; a protocol that has none of it does nothing. */
export function tlsOf({ fact, verdict }: ListenerEntry): Tls {
  const { protocol, tls } = fact;
  if (protocol !== 'HTTPS' && protocol !== 'TLS') {
    return { mode: 'none', certificates: [] };
  }
  return {
    mode: tls?.mode === 'Passthrough' ? 'passthrough' : 'terminate',
    certificates: [...verdict.certificates],
  };
}

const SCHEMES: Readonly<Record<string, Route['scheme']>> = {
  HTTP: 'http',
  HTTPS: 'https',
  TLS: 'tls',
  TCP: 'tcp',
  UDP: 'udp',
};

function schemeOf({ fact }: ListenerEntry): Route['scheme'] {
  return SCHEMES[fact.protocol] ?? 'http';
}
