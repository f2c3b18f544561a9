import type { ObjectRef } from '@portolan/plugin-traffic-common';
import type { KindRef } from '../../../kinds/KindRef';
import { refOf, refTo } from '../../../model/refs';
import { lookUp } from '../../../references/lookUp';
import { Carried, type Noted } from '../../../snapshot/Carried';
import {
  steppedIndex,
  type ClusterSnapshot,
} from '../../../snapshot/ClusterSnapshot';
import type { KubeObject } from '../../../snapshot/KubeObject';
import { isRecord, readList, readText } from '../../../snapshot/read';
import {
  crossNamespace,
  dropped,
  joinObstacles,
  NO_OBSTACLES,
  obstacleOf,
  type Context,
  type Obstacles,
} from '../follow/Context';
import type { MiddlewareChain } from '../follow/followMiddlewares';
import { followTls } from '../follow/followTls';
import { traefikInstall } from '../install/readInstall';
import {
  INGRESS_ROUTE,
  INGRESS_ROUTE_TCP,
  INGRESS_ROUTE_UDP,
  MIDDLEWARE,
  MIDDLEWARE_TCP,
  SERVERS_TRANSPORT,
  SERVERS_TRANSPORT_TCP,
  TLS_OPTION,
  TLS_STORE,
  TRAEFIK_SERVICE,
} from '../kinds';
import { buildRouter } from './buildRouter';
import { admitClass, entriesOf } from './entriesOf';
import { replaceTwins } from './replaceTwins';
import type { Router } from './Router';

/** Layers of routers below each other; deeper ones are not followed. */
const MAX_LAYERS = 8;

const PROTOCOLS: readonly (readonly [KindRef, Router['protocol']])[] = [
  [INGRESS_ROUTE, 'http'],
  [INGRESS_ROUTE_TCP, 'tcp'],
  [INGRESS_ROUTE_UDP, 'udp'],
];

/** All routers of a cluster, with what they refer to followed; in the order of their objects and rules. */
export const traefikRouters = steppedIndex<readonly Router[]>({
  name: 'traefik-routers',
  reads: [
    INGRESS_ROUTE,
    INGRESS_ROUTE_TCP,
    INGRESS_ROUTE_UDP,
    MIDDLEWARE,
    MIDDLEWARE_TCP,
    TRAEFIK_SERVICE,
    SERVERS_TRANSPORT,
    SERVERS_TRANSPORT_TCP,
    TLS_OPTION,
    TLS_STORE,
    ...traefikInstall.reads,
  ],
  buildInSteps: buildRouters,
});

const OBJECTS_PER_STEP = 50;
const noneOf = (): readonly Router[] => [];

/** The routers of each object, with what was asked for them. */
const carriedBy = new WeakMap<
  readonly Router[],
  Carried<KubeObject, readonly Router[]>
>();

function* buildRouters(
  snapshot: ClusterSnapshot,
  before: readonly Router[] = [],
): Generator<void, readonly Router[]> {
  const carried = new Carried(snapshot, carriedBy.get(before));
  const chains = new Map<KubeObject, Noted<MiddlewareChain>>();
  const install = snapshot.index(traefikInstall);
  const context: Context = {
    snapshot: carried.view,
    install,
    once: (middleware, read) => carried.common(chains, middleware, read),
  };
  const parents = new Set(
    snapshot
      .list(INGRESS_ROUTE)
      .flatMap(object =>
        parentRefsOf(snapshot, object).map(
          ref => `${ref.namespace}/${ref.name}`,
        ),
      ),
  );
  const built = new Map<string, readonly Router[]>();
  const ofObject = (
    object: KubeObject,
    protocol: Router['protocol'],
    above: readonly string[],
  ): readonly Router[] => {
    const { namespace = '', name } = object.metadata;
    const hasChildren =
      protocol === 'http' && parents.has(`${namespace}/${name}`);
    if (parentRefsOf(snapshot, object).length === 0) {
      return carried.of(object, [install, hasChildren], () =>
        routersOf(context, object, {
          protocol,
          hasChildren,
          parentsOf: noneOf,
        }),
      );
    }
    // What a router has from those above it depends on the way there where they name each other in a circle.
    const key = `${protocol} ${namespace}/${name}`;
    const known = built.get(key);
    const routers =
      known ??
      routersOf(context, object, {
        protocol,
        hasChildren,
        parentsOf: parent =>
          above.includes(key) || above.length >= MAX_LAYERS
            ? []
            : ofObject(parent, 'http', [...above, key]),
      });
    built.set(key, routers);
    return routers;
  };
  const routers: Router[] = [];
  for (const [kind, protocol] of PROTOCOLS) {
    for (const [position, object] of snapshot.list(kind).entries()) {
      if (position % OBJECTS_PER_STEP === 0) {
        yield;
      }
      routers.push(...ofObject(object, protocol, []));
    }
  }
  carriedBy.set(routers, carried.seal());
  return routers;
}

function routersOf(
  context: Context,
  object: KubeObject,
  options: Parameters<typeof layersOf>[2] & { hasChildren: boolean },
): readonly Router[] {
  const { protocol, hasChildren } = options;
  const ref = refTo(context.snapshot.cluster, object);
  const layers = layersOf(context, object, options);
  const routes = readList(object.spec, 'routes');
  return replaceTwins(
    layers.flatMap(layer =>
      routes.map((route, ruleIndex) =>
        buildRouter(context, {
          ...layer,
          protocol,
          object: ref,
          route,
          ruleIndex,
          hasChildren,
        }),
      ),
    ),
    ({ ruleIndex }) => readList(routes[ruleIndex], 'services').length,
  );
}

type Layer = Pick<
  Parameters<typeof buildRouter>[1],
  'entries' | 'obstacles' | 'tls' | 'parent'
>;

/** An object with parents gets their entry points and TLS, once for each router of each parent. */
function layersOf(
  context: Context,
  object: KubeObject,
  options: {
    protocol: Router['protocol'];
    parentsOf: (parent: KubeObject) => readonly Router[];
  },
): readonly Layer[] {
  const { snapshot } = context;
  const { protocol, parentsOf } = options;
  const ref = refTo(snapshot.cluster, object);
  const admitted = admitClass(context, {
    spec: object.spec,
    annotations: object.metadata.annotations ?? {},
    object: ref,
  });
  const parentRefs = protocol === 'http' ? parentRefsOf(snapshot, object) : [];
  const tls = followTls(context, { spec: object.spec, object: ref });
  const root = (obstacles: readonly Obstacles[]): Layer => {
    const found = entriesOf(context, {
      spec: object.spec,
      protocol,
      hasTls: tls !== undefined,
    });
    return {
      parent: null,
      tls,
      entries: found.entries,
      obstacles: joinObstacles([admitted, found.obstacles, ...obstacles]),
    };
  };
  if (parentRefs.length === 0) {
    return [root([])];
  }
  const found = parentRefs.map(parentRef => ({
    parentRef,
    parent: lookUp(
      snapshot,
      INGRESS_ROUTE,
      parentRef.namespace,
      parentRef.name,
    ),
  }));
  // One that cannot be followed is enough for Traefik to leave out the whole object.
  const obstacles = joinObstacles([
    admitted,
    ...found.flatMap(({ parentRef, parent }) => [
      crossNamespace(context, ref.namespace, parentRef),
      obstacleOf(
        parent.state === 'missing' || parent.state === 'resolved'
          ? parent.state
          : 'unknown',
        parentRef,
      ),
    ]),
    ...ownSettingsOf(object.spec).map(field =>
      dropped({
        code: 'NotAttached',
        params: {
          by: 'Traefik',
          reason: `a router below another has no ${field} of its own`,
        },
      }),
    ),
  ]);
  return found.flatMap(({ parent: above }): readonly Layer[] =>
    above.state === 'resolved'
      ? parentsOf(above.value).map(parent => ({
          parent,
          entries: parent.entries,
          tls:
            parent.tls.mode === 'none'
              ? undefined
              : { tls: parent.tls, policies: [], obstacles: NO_OBSTACLES },
          obstacles,
        }))
      : [root([obstacles])],
  );
}

/** What the routers of an object with parents take from them (ParseRouterTree of Traefik’s router manager). */
function ownSettingsOf(spec: unknown): readonly string[] {
  return [
    ...(readList(spec, 'entryPoints').length > 0 ? ['entryPoints'] : []),
    ...(isRecord(spec) && isRecord(spec.tls) ? ['tls'] : []),
  ];
}

function parentRefsOf(
  { cluster }: ClusterSnapshot,
  object: KubeObject,
): readonly ObjectRef[] {
  return readList(object.spec, 'parentRefs').map(value =>
    refOf(
      cluster,
      INGRESS_ROUTE,
      readText(value, 'namespace') || (object.metadata.namespace ?? ''),
      readText(value, 'name') ?? '',
    ),
  );
}
