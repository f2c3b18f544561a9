import type { RouteVerdict } from '@portolan/plugin-traffic-common';
import { classesOf, type F5Class } from '../../f5/classes';
import { nameOf, readF5Object, type F5Object } from '../../f5/F5Object';
import {
  faultOfVirtualServer,
  faultOfVirtualServerRoute,
} from '../../f5/faultOfVirtualServer';
import {
  GLOBAL_CONFIGURATION,
  TRANSPORT_SERVER,
  VIRTUAL_SERVER,
  VIRTUAL_SERVER_ROUTE,
} from '../../f5/kinds';
import { INGRESS, INGRESS_CLASS } from '../../kinds/ingressKinds';
import { at } from '../../model/refs';
import { canTellAbsence } from '../../references/lookUp';
import type {
  ClusterSnapshot,
  SnapshotIndex,
} from '../../snapshot/ClusterSnapshot';
import { isRecord, readList, readText } from '../../snapshot/read';
import { delegate, isHandedOn } from './delegate';
import { notKnown, refused, SERVING, strictest } from './doors';
import type { F5Fault, F5Rule, F5Server } from './F5Rule';
import { SOURCE_ID } from './kinds';
import { portsOf } from './listeners';
import { holderDoor } from './holderDoor';
import { locationKey, readLocation } from './location';

export interface F5View {
  readonly servers: readonly F5Server[];
  /** Subroutes that no VirtualServer uses. */
  readonly orphans: readonly F5Rule[];
  readonly faults: readonly F5Fault[];
}

/** All that the VirtualServers of a cluster come to, for each controller that takes them. */
export const f5View: SnapshotIndex<F5View> = {
  name: 'F5 NGINX',
  reads: [
    VIRTUAL_SERVER,
    VIRTUAL_SERVER_ROUTE,
    TRANSPORT_SERVER,
    GLOBAL_CONFIGURATION,
    INGRESS,
    INGRESS_CLASS,
  ],
  build: snapshot => {
    const read = (kind: typeof VIRTUAL_SERVER) =>
      snapshot.list(kind).map(object => readF5Object(snapshot.cluster, object));
    const subordinates = read(VIRTUAL_SERVER_ROUTE);
    const faults: F5Fault[] = [];
    const used = new Set<F5Object>();
    const servers = read(VIRTUAL_SERVER).flatMap(fact =>
      classesOf(snapshot, fact.className).map(controller =>
        buildServer(snapshot, {
          fact,
          controller,
          all: subordinates,
          faults,
          used,
        }),
      ),
    );
    return {
      servers,
      orphans: subordinates
        .filter(fact => !used.has(fact))
        .flatMap(fact => buildOrphan(snapshot, { fact, servers, faults })),
      faults,
    };
  },
};

interface ServerWorld {
  readonly fact: F5Object;
  readonly controller: F5Class;
  readonly all: readonly F5Object[];
  readonly faults: F5Fault[];
  readonly used: Set<F5Object>;
}

function buildServer(snapshot: ClusterSnapshot, world: ServerWorld): F5Server {
  const { fact, controller, faults, used } = world;
  const ports = portsOf(snapshot, fact.spec);
  const handings = delegate(snapshot, {
    server: fact,
    controller: controller.name,
    all: world.all,
    faults,
  });
  const bare = { fact, ports };
  const routes = readList(fact.spec, 'routes');
  const own = routes.flatMap((route, index): F5Rule[] => {
    const spec = isRecord(route) ? route : {};
    const handing = handings.find(each => each.index === index);
    return isHandedOn(spec) && !handing?.door
      ? []
      : [
          ruleOf({
            controller,
            server: bare,
            owner: fact,
            field: 'spec.routes',
            index,
            route: spec,
            door: handing?.door ?? SERVING,
            parent: null,
          }),
        ];
  });
  const handed = handings.flatMap(({ route, index, taken }) =>
    taken.flatMap(subordinate =>
      readList(subordinate.spec, 'subroutes').map((subroute, position) =>
        ruleOf({
          controller,
          server: bare,
          owner: subordinate,
          field: 'spec.subroutes',
          index: position,
          route: isRecord(subroute) ? subroute : {},
          door: SERVING,
          parent: {
            route,
            at: at(SOURCE_ID, fact.object)(`spec.routes[${index}]`),
          },
        }),
      ),
    ),
  );
  const rules = [...own, ...handed];
  const door = strictest([
    controller.door,
    faultDoor(world),
    holderDoor(snapshot, world.fact, world.controller.name),
    twiceDoor(rules, world),
    ports.door,
  ]);
  if (door.state !== 'detached') {
    handings.forEach(({ taken }) => taken.forEach(each => used.add(each)));
  }
  return {
    ...bare,
    controller,
    door,
    rules: rules
      .filter(rule => rule.owner === fact || door.state !== 'detached')
      .map(rule => ({ ...rule, door: strictest([door, rule.door]) })),
  };
}

function faultDoor({ fact, faults }: ServerWorld): RouteVerdict {
  const found = faultOfVirtualServer(fact.spec);
  if (!found) {
    return SERVING;
  }
  faults.push({
    fact,
    path: found.path,
    message: `The VirtualServer is not valid: ${found.message}.`,
  });
  return refused(`${found.path}: ${found.message}`);
}

/** NGINX does not load a file with one location twice. */
function twiceDoor(
  rules: readonly F5Rule[],
  { fact, faults }: ServerWorld,
): RouteVerdict {
  if (faultOfVirtualServer(fact.spec)) {
    return SERVING;
  }
  const seen = new Set<string>();
  for (const { door, location, owner, path } of rules) {
    const key = locationKey(location);
    if (door.state === 'serving' && location.kind !== 'regex') {
      if (seen.has(key)) {
        const message = `two routes make the location ${location.value}, and NGINX loads no such file`;
        faults.push({
          fact: owner,
          path,
          message: `Of ${nameOf(fact)} ${message}.`,
        });
        return refused(message);
      }
      seen.add(key);
    }
  }
  return SERVING;
}

function buildOrphan(
  snapshot: ClusterSnapshot,
  {
    fact,
    servers,
    faults,
  }: {
    fact: F5Object;
    servers: readonly F5Server[];
    faults: F5Fault[];
  },
): readonly F5Rule[] {
  const found = faultOfVirtualServerRoute(fact.spec);
  if (found) {
    faults.push({
      fact,
      path: found.path,
      message: `The VirtualServerRoute is not valid: ${found.message}.`,
    });
  }
  const isWhole = canTellAbsence(snapshot.statusOf(VIRTUAL_SERVER), '');
  const hasServer = servers.some(
    server =>
      server.fact.host === fact.host && server.door.state !== 'detached',
  );
  const orphaned = isWhole
    ? refused(
        hasServer
          ? 'the VirtualServer of its host does not use it'
          : 'no VirtualServer has its host',
      )
    : notKnown('VirtualServer', 'of all namespaces');
  return classesOf(snapshot, fact.className).flatMap(controller =>
    readList(fact.spec, 'subroutes').map((route, index) =>
      ruleOf({
        controller,
        server: null,
        owner: fact,
        field: 'spec.subroutes',
        index,
        route: isRecord(route) ? route : {},
        door: strictest([
          controller.door,
          found ? refused(`${found.path}: ${found.message}`) : SERVING,
          orphaned,
        ]),
        parent: null,
      }),
    ),
  );
}

function ruleOf(
  parts: Pick<
    F5Rule,
    'controller' | 'server' | 'owner' | 'route' | 'door' | 'parent'
  > & { field: string; index: number },
): F5Rule {
  const { field, index, ...rest } = parts;
  const { owner, server, controller, route } = rest;
  const path = `${field}[${index}]`;
  return {
    ...rest,
    ruleIndex: index,
    path,
    location: readLocation(readText(route, 'path') ?? ''),
    id: [
      owner.object.cluster,
      'F5',
      controller.key,
      server ? nameOf(server.fact) : 'orphan',
      owner.object.kind,
      nameOf(owner),
      path,
    ].join('|'),
  };
}
