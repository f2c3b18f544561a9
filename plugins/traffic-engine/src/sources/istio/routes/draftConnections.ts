import type { RouteMatch, RouteVerdict } from '@portolan/plugin-traffic-common';
import type {
  TcpRoute,
  TlsRoute,
  VirtualService,
} from '../../../istio/facts/virtualServices';
import type { RouteDraft } from '../../../model/drafts';
import { at, refKey } from '../../../model/refs';
import { routeUrl } from '../../../model/routeUrl';
import { SOURCE_ID } from '../kinds';
import { distinct } from '../policies/policiesAt';
import { hostsOf, isConnectionMatchAt, MESH } from './bindings';
import { refusalOf, refusedDoor } from '../refused/refusal';
import { toBackends } from './destinations';
import type { Drafting } from './draftHttp';
import { nameOfPlace, toHost, type Place } from './places';

type L4Match =
  | (TlsRoute['match'][number] & { sourceSubnet?: null })
  | TcpRoute['match'][number];

/** One rule for connections at one place, for one host. */
export interface BoundConnection {
  readonly virtualService: VirtualService;
  readonly list: 'tls' | 'tcp';
  readonly ruleIndex: number;
  readonly matchIndex: number;
  readonly match: L4Match | null;
  readonly path: string;
  readonly host: string;
  readonly route: TlsRoute['route'];
  /** The earlier rule that asks for the same, and so takes all that this one would. */
  readonly shadowedBy?: BoundConnection;
}

/** The rules for connections between workloads. */
export function meshConnections(
  virtualService: VirtualService,
): readonly BoundConnection[] {
  const place = { gateway: MESH, port: null, hosts: hostsOf(virtualService) };
  return markShadowed([
    ...tlsRules(virtualService, place),
    ...tcpRules(virtualService, place),
  ]);
}

/** Of rules for one host with the same conditions only the first gets connections, and so it is after one without any. */
function markShadowed(
  all: readonly BoundConnection[],
): readonly BoundConnection[] {
  const first = new Map<string, BoundConnection>();
  return all.map(bound => {
    const { list, host, match } = bound;
    const key = `${list} ${host} ${conditionsOf(match)}`;
    const winner = first.get(`${list} ${host} `) ?? first.get(key);
    if (winner) {
      return { ...bound, shadowedBy: winner };
    }
    first.set(key, bound);
    return bound;
  });
}

/** What a match asks for beside the server name, as one text; '' for nothing. */
function conditionsOf(match: L4Match | null): string {
  if (!match) {
    return '';
  }
  const { port, destinationSubnets, sourceLabels, sourceNamespace } = match;
  const asked = [
    port ?? null,
    [...destinationSubnets].sort(),
    match.sourceSubnet ?? null,
    Object.entries(sourceLabels).sort(),
    sourceNamespace,
  ];
  return JSON.stringify(asked) === '[null,[],null,[],null]'
    ? ''
    : JSON.stringify(asked);
}

/** Where rules for connections are bound. */
export interface BindPlace {
  readonly gateway: string;
  readonly port: number | null;
  /** Hosts that stand for the rules for bytes, which name none. */
  readonly hosts: readonly string[];
}

/** The `tls` rules that hold at a place, one for each server name; `*` among the names of a match stands for all of them. */
export function tlsRules(
  virtualService: VirtualService,
  place: BindPlace,
): readonly BoundConnection[] {
  const { namespace } = virtualService.ref;
  return virtualService.spec.tls.flatMap(
    ({ match: matches, route }, ruleIndex) =>
      matches.flatMap((match, matchIndex) =>
        isConnectionMatchAt(match, { ...place, namespace })
          ? serverNamesOf(match).map(host => ({
              virtualService,
              list: 'tls' as const,
              ruleIndex,
              matchIndex,
              match,
              path: `spec.tls[${ruleIndex}].match[${matchIndex}]`,
              host,
              route,
            }))
          : [],
      ),
  );
}

function serverNamesOf({
  sniHosts,
}: TlsRoute['match'][number]): readonly string[] {
  return sniHosts.includes('*')
    ? ['*']
    : [...new Set(sniHosts.map(host => host.toLowerCase()))];
}

/** The `tcp` rules that hold at a place. */
export function tcpRules(
  virtualService: VirtualService,
  place: BindPlace,
): readonly BoundConnection[] {
  const { namespace } = virtualService.ref;
  return virtualService.spec.tcp.flatMap(
    ({ match: matches, route }, ruleIndex) => {
      const path = `spec.tcp[${ruleIndex}]`;
      const all: readonly (L4Match | null)[] =
        matches.length > 0 ? matches : [null];
      return all.flatMap((match, matchIndex) =>
        isConnectionMatchAt(match, { ...place, namespace })
          ? place.hosts.map(host => ({
              virtualService,
              list: 'tcp' as const,
              ruleIndex,
              matchIndex,
              match,
              path: match ? `${path}.match[${matchIndex}]` : path,
              host,
              route,
            }))
          : [],
      );
    },
  );
}

export function connectionRouteId(
  bound: BoundConnection,
  place: Place,
): string {
  const { virtualService, list, ruleIndex, matchIndex, host } = bound;
  return `${refKey(virtualService.ref)}/${list}/${ruleIndex}.${matchIndex}@${
    place.id
  }#${host}`;
}

/** The draft of one rule for connections. */
export function draftConnection(
  bound: BoundConnection,
  options: { place: Place; door: RouteVerdict; drafting: Drafting },
): RouteDraft {
  const { place, door, drafting } = options;
  const { virtualService, list, ruleIndex, matchIndex, match, path } = bound;
  const { ref } = virtualService;
  const provenance = at(SOURCE_ID, ref);
  const rulePath = `spec.${list}[${ruleIndex}]`;
  const destinations = bound.route.map(({ destination, weight }, index) => ({
    resolved: drafting.resolve(destination, {
      client: place.client ?? ref.namespace,
      proxies: place.proxies,
      owner: ref.namespace,
      port: place.port,
    }),
    weight,
    provenance: provenance(`${rulePath}.route[${index}]`),
  }));
  const server = place.server ? drafting.book.atServer(place.server) : null;
  const behind = destinations.map(({ resolved }) =>
    drafting.book.atDestination(resolved),
  );
  const scheme =
    list === 'tls' || place.tls.mode === 'terminate' ? 'tls' : 'tcp';
  const host = toHost(bound.host);
  const port = place.reachedPort ?? match?.port ?? null;
  const wireMatch = toMatch(
    place.server && match ? askedAtGateways(match) : match,
  );
  return {
    id: connectionRouteId(bound, place),
    source: SOURCE_ID,
    cluster: ref.cluster,
    object: ref,
    ruleIndex,
    matchIndex,
    scheme,
    host,
    port,
    match: wireMatch,
    ...routeUrl({ scheme, host, port, path: null }),
    entry: place.entry,
    addresses: [...place.addresses],
    exposure: place.exposure,
    tls: list === 'tls' ? { mode: 'passthrough', certificates: [] } : place.tls,
    filters: [],
    redirect: null,
    backends: toBackends(destinations),
    door: doorOf(bound, door, place),
    reported: { state: 'no-status' },
    policies: distinct([
      ...(server?.policies ?? []),
      ...behind.flatMap(({ policies }) => policies),
    ]),
    notInterpreted: distinct([
      ...(server?.notInterpreted ?? []),
      ...behind.flatMap(held => held.notInterpreted),
    ]),
    provenance: [provenance(path), ...place.provenance],
  };
}

function doorOf(
  { route, shadowedBy, virtualService }: BoundConnection,
  door: RouteVerdict,
  place: Place,
): RouteVerdict {
  if (door.state !== 'serving') {
    return door;
  }
  const refusal = refusalOf(virtualService);
  if (refusal) {
    return refusedDoor(refusal, nameOfPlace(place));
  }
  if (shadowedBy) {
    const { ref } = shadowedBy.virtualService;
    return {
      state: 'shadowed',
      reasons: [
        {
          code: 'Shadowed',
          params: {
            by: `${ref.kind} ${ref.namespace}/${ref.name} ${shadowedBy.path}`,
          },
        },
      ],
    };
  }
  return route.length === 0
    ? { state: 'failing', reasons: [{ code: 'NoBackends', params: {} }] }
    : door;
}

/** Gateways look at neither addresses nor callers: what a match asks for of them is left aside (istiod, l4SingleMatch). */
function askedAtGateways(match: L4Match): L4Match {
  return {
    ...match,
    destinationSubnets: [],
    sourceLabels: {},
    sourceNamespace: null,
    sourceSubnet: null,
  };
}

function toMatch(match: L4Match | null): RouteMatch {
  const conditions = match
    ? [
        ...(match.destinationSubnets.length > 0
          ? [`to ${match.destinationSubnets.join(', ')}`]
          : []),
        ...(match.sourceSubnet ? [`from ${match.sourceSubnet}`] : []),
        ...(match.port ? [`port ${match.port}`] : []),
        ...Object.entries(match.sourceLabels).map(
          ([key, value]) => `from pods ${key}=${value}`,
        ),
        ...(match.sourceNamespace
          ? [`from namespace ${match.sourceNamespace}`]
          : []),
      ]
    : [];
  return {
    path: null,
    method: null,
    headers: [],
    queryParams: [],
    ...(conditions.length > 0 ? { conditions } : {}),
  };
}
