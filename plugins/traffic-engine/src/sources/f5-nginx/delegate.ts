import type { RouteVerdict } from '@portolan/plugin-traffic-common';
import { classesOf } from '../../f5/classes';
import { nameOf, type F5Object } from '../../f5/F5Object';
import { VIRTUAL_SERVER_ROUTE } from '../../f5/kinds';
import { faultOfVirtualServerRoute } from '../../f5/faultOfVirtualServer';
import { matchLabels } from '../../match/labels';
import { canTellAbsence, lookUp } from '../../references/lookUp';
import type { ClusterSnapshot } from '../../snapshot/ClusterSnapshot';
import {
  isRecord,
  readLabels,
  readList,
  readText,
  type UnknownRecord,
} from '../../snapshot/read';
import { notKnown, refused } from './doors';
import type { F5Fault } from './F5Rule';

/** One route of a VirtualServer that hands its path on. */
export interface Handing {
  readonly route: UnknownRecord;
  readonly index: number;
  /** The VirtualServerRoutes that take it. */
  readonly taken: readonly F5Object[];
  /** Set where none does. */
  readonly door: RouteVerdict | null;
}

/**
 * Which VirtualServerRoutes take the paths that a VirtualServer hands on (buildVirtualServerRoutes): of its own host, with
 * subroutes below the path; each once, and none with a path that an earlier one has.
 */
export function delegate(
  snapshot: ClusterSnapshot,
  world: {
    server: F5Object;
    controller: string;
    all: readonly F5Object[];
    faults: F5Fault[];
  },
): readonly Handing[] {
  const { server, controller, all, faults } = world;
  const routes = readList(server.spec, 'routes').flatMap((route, index) =>
    isRecord(route) && isHandedOn(route) ? [{ route, index }] : [],
  );
  const pathsOf = new Map<string, string[]>();
  for (const { route } of routes) {
    const key = keyOf(server, route);
    pathsOf.set(key, [
      ...(pathsOf.get(key) ?? []),
      readText(route, 'path') ?? '',
    ]);
  }
  const known = new Set<F5Object>();
  const paths = new Set<string>();
  const accept = (fact: F5Object, place: string): boolean => {
    if (known.has(fact)) {
      return false;
    }
    known.add(fact);
    const own = readList(fact.spec, 'subroutes').map(
      subroute => readText(subroute, 'path') ?? '',
    );
    const twice = own.find(path => paths.has(path));
    own.forEach(path => paths.add(path));
    if (twice !== undefined) {
      faults.push({
        fact: server,
        path: place,
        message: `The VirtualServerRoute ${nameOf(
          fact,
        )} has the path ${twice}, which an earlier one has: it is left out.`,
      });
    }
    return twice === undefined;
  };
  return routes.map(({ route, index }) => {
    const place = `spec.routes[${index}]`;
    const found = findTargets(snapshot, { server, controller, all, route });
    if (found.door) {
      return { route, index, taken: [], door: found.door };
    }
    const taken = found.facts.filter(fact => {
      const wanted = readText(route, 'route')
        ? pathsOf.get(keyOf(server, route)) ?? []
        : [readText(route, 'path') ?? ''];
      const message = unfitReason(fact, server.host, wanted);
      if (message !== null) {
        faults.push({
          fact: server,
          path: place,
          message: `The VirtualServerRoute ${nameOf(
            fact,
          )} is not taken: ${message}.`,
        });
        return false;
      }
      return accept(fact, place);
    });
    const isShared = found.facts.some(fact => known.has(fact));
    return {
      route,
      index,
      taken,
      door:
        taken.length > 0 || isShared
          ? null
          : refused('no VirtualServerRoute takes the path'),
    };
  });
}

export function isHandedOn(route: UnknownRecord): boolean {
  return Boolean(readText(route, 'route')) || isRecord(route.routeSelector);
}

/** `ns/name`, in the namespace of the VirtualServer where none is written. */
function keyOf({ object }: F5Object, route: UnknownRecord): string {
  const named = readText(route, 'route') ?? '';
  return named.includes('/') ? named : `${object.namespace}/${named}`;
}

function findTargets(
  snapshot: ClusterSnapshot,
  options: {
    server: F5Object;
    controller: string;
    all: readonly F5Object[];
    route: UnknownRecord;
  },
): { facts: readonly F5Object[]; door: RouteVerdict | null } {
  const { server, controller, all, route } = options;
  const isOwn = (fact: F5Object) =>
    classesOf(snapshot, fact.className).some(
      ({ name, door }) => name === controller && door.state !== 'detached',
    );
  if (!readText(route, 'route')) {
    const wanted = readLabels(route.routeSelector, 'matchLabels');
    const facts = all.filter(
      fact =>
        matchLabels({ matchLabels: wanted }, fact.labels) &&
        isOwn(fact) &&
        faultOfVirtualServerRoute(fact.spec) === null,
    );
    const isWhole = canTellAbsence(snapshot.statusOf(VIRTUAL_SERVER_ROUTE), '');
    return {
      facts,
      door:
        facts.length === 0 && !isWhole
          ? notKnown('VirtualServerRoute', 'of all namespaces')
          : null,
    };
  }
  const key = keyOf(server, route);
  const [namespace, name] = key.split('/');
  const fact = all.find(each => nameOf(each) === key);
  if (!fact) {
    const params = { kind: 'VirtualServerRoute', name: key };
    return lookUp(snapshot, VIRTUAL_SERVER_ROUTE, namespace, name).state ===
      'missing'
      ? {
          facts: [],
          door: {
            state: 'detached',
            reasons: [{ code: 'ReferenceNotFound', params }],
          },
        }
      : { facts: [], door: notKnown('VirtualServerRoute', key) };
  }
  if (!isOwn(fact)) {
    return {
      facts: [],
      door: refused(`the VirtualServerRoute ${key} is of another class`),
    };
  }
  return faultOfVirtualServerRoute(fact.spec) === null
    ? { facts: [fact], door: null }
    : {
        facts: [],
        door: refused(`the VirtualServerRoute ${key} is not valid`),
      };
}

/** Why a VirtualServerRoute does not fit the paths that are handed to it (ValidateVirtualServerRouteForVirtualServer). */
function unfitReason(
  fact: F5Object,
  host: string,
  paths: readonly string[],
): string | null {
  if (fact.host !== host) {
    return `its host is ${fact.host}, not ${host}`;
  }
  const own = readList(fact.spec, 'subroutes').map(
    subroute => readText(subroute, 'path') ?? '',
  );
  const [first = ''] = paths;
  if (paths.length > 1 && !paths.every(path => path.startsWith('~'))) {
    return 'several routes name it, and not all by regular expressions';
  }
  if (first.startsWith('=')) {
    return own.length === 1 && own[0] === first
      ? null
      : `it needs exactly one subroute, ${first}`;
  }
  if (first.startsWith('~')) {
    const isSame =
      own.length === new Set(paths).size &&
      own.every(path => paths.includes(path));
    return isSame ? null : `its subroutes are not ${paths.join(', ')}`;
  }
  const stray = own.find(path => !path.startsWith(first));
  return stray === undefined
    ? null
    : `its subroute ${stray} does not begin with ${first}`;
}
