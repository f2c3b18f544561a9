import type { ObjectRef } from '@portolan/plugin-traffic-common';
import { refKey } from '../../../model/refs';
import type { Owner } from './doors';

/** What nearer policies of one kind have taken at doors, as it is gone through from near to far. */
export interface Reach {
  /** A route with a policy of its own, or of a rule, is attached there; null: to the whole. */
  add(owner: Owner, sectionName: string | null, route: ObjectRef): void;
  /** A policy of the route is merged with one of the listener, or of what holds the listener. */
  addMerged(owner: Owner, listener: string, route: ObjectRef): void;
  addRule(route: ObjectRef): void;
  /** Whether a rule of the route has a policy of its own. */
  hasRules(route: ObjectRef): boolean;
  addDoor(owner: Owner, sectionName: string | null): void;
  /** What a policy of a door is deprived of, and what it is merged with. */
  below(
    owner: Owner,
    sectionName: string | null,
  ): { isOverridden: boolean; isMerged: boolean };
}

/** Of one Gateway: what hangs on it, its ListenerSets and their listeners included. */
interface Held {
  readonly owner: string;
  readonly sectionName: string | null;
}

/** Nothing taken yet. */
export function createReach(): Reach {
  const routes = new Map<string, (Held & { route: string })[]>();
  const merged = new Map<string, (Held & { route: string })[]>();
  const doors = new Map<string, Held[]>();
  const withRules = new Set<string>();
  const put = <T>(map: Map<string, T[]>, { gateway }: Owner, value: T) => {
    const known = map.get(refKey(gateway)) ?? [];
    known.push(value);
    map.set(refKey(gateway), known);
  };
  return {
    add: (owner, sectionName, route) =>
      put(routes, owner, {
        owner: refKey(owner.ref),
        sectionName,
        route: refKey(route),
      }),
    addMerged: (owner, listener, route) =>
      put(merged, owner, {
        owner: refKey(owner.ref),
        sectionName: listener,
        route: refKey(route),
      }),
    addRule: route => {
      withRules.add(refKey(route));
    },
    hasRules: route => withRules.has(refKey(route)),
    addDoor: (owner, sectionName) =>
      put(doors, owner, { owner: refKey(owner.ref), sectionName }),
    below: (owner, sectionName) => {
      const key = refKey(owner.gateway);
      const self = refKey(owner.ref);
      const isGateway = self === key;
      // A whole Gateway has all that hangs on it below it, a ListenerSet its own, a listener what is attached to it or to all.
      const isBelow = (held: Held) =>
        sectionName === null
          ? isGateway || held.owner === self
          : held.owner === self &&
            (held.sectionName === null || held.sectionName === sectionName);
      const mergedRoutes = new Set(
        (merged.get(key) ?? []).filter(isBelow).map(({ route }) => route),
      );
      return {
        isMerged: mergedRoutes.size > 0,
        isOverridden:
          (routes.get(key) ?? []).some(
            held => isBelow(held) && !mergedRoutes.has(held.route),
          ) ||
          (sectionName === null &&
            (doors.get(key) ?? []).some(
              held =>
                isBelow(held) &&
                (held.owner !== self || held.sectionName !== null),
            )),
      };
    },
  };
}
