import type {
  ControllerVerdict,
  Redirect,
  Route,
  RouteVerdict,
  Tls,
} from '@portolan/plugin-traffic-common';
import type { RouteDraft } from '../../model/drafts';
import { at } from '../../model/refs';
import { routeUrl } from '../../model/routeUrl';
import type { ClusterSnapshot } from '../../snapshot/ClusterSnapshot';
import { ROUTER_CONTROLLER, SOURCE_ID } from './kinds';
import { policiesOf } from './policies';
import { resolveBackends } from './resolveBackends';
import type { RouteFact, RouterStatus } from './RouteFact';

const PORTS = { http: 80, https: 443, tls: 443 } as const;
const REDIRECT: Redirect = {
  scheme: 'https',
  hostname: null,
  port: null,
  path: null,
  statusCode: 302,
};
const NOBODY: RouterStatus = {
  name: 'default',
  canonicalHost: null,
  admitted: null,
  reason: '',
};

/** The routes of one Route: one per scheme at each router that speaks of it, or at the default one where none does. */
export function draftRoutes(
  snapshot: ClusterSnapshot,
  fact: RouteFact,
  door: RouteVerdict,
): readonly RouteDraft[] {
  const backends = resolveBackends(snapshot, fact);
  const { policies, notInterpreted } = policiesOf(fact);
  const { object, host } = fact;
  const path: Route['match']['path'] =
    fact.path === '' ? null : { type: 'PathPrefix', value: fact.path };
  return routersOf(fact).flatMap(router =>
    schemesOf(fact).map(
      ({ scheme, redirect }, matchIndex): RouteDraft => ({
        id: routeId(fact, { router: router.name, scheme }),
        source: SOURCE_ID,
        cluster: snapshot.cluster,
        object,
        ruleIndex: 0,
        matchIndex,
        scheme,
        host,
        port: PORTS[scheme],
        match: { path, method: null, headers: [], queryParams: [] },
        ...routeUrl({ scheme, host, port: PORTS[scheme], path }),
        entry: {
          kind: 'entry-point',
          name: router.name,
          controller: ROUTER_CONTROLLER,
        },
        addresses: router.canonicalHost
          ? [{ type: 'Hostname', value: router.canonicalHost }]
          : [],
        exposure: 'unknown',
        tls: tlsOf(fact, scheme),
        filters: [],
        redirect,
        backends: redirect ? [] : [...backends],
        door,
        reported: reportedBy(router),
        agreement: compare(door, router),
        policies,
        notInterpreted,
        provenance: [at(SOURCE_ID, object)('spec')],
      }),
    ),
  );
}

export function routersOf({ routers }: RouteFact): readonly RouterStatus[] {
  return routers.length > 0 ? routers : [NOBODY];
}

export function routeId(
  { object }: RouteFact,
  { router, scheme }: { router: string; scheme: string },
): string {
  return [
    object.cluster,
    'Route',
    `${object.namespace}/${object.name}`,
    router,
    scheme,
  ].join('|');
}

/** The schemes of a Route; without TLS http alone, with it what `insecureEdgeTerminationPolicy` says of http beside it. */
function schemesOf({
  termination,
  insecure,
}: Pick<RouteFact, 'termination' | 'insecure'>): readonly {
  scheme: 'http' | 'https' | 'tls';
  redirect: Redirect | null;
}[] {
  if (termination === 'none') {
    return [{ scheme: 'http', redirect: null }];
  }
  const isPassthrough = termination === 'passthrough';
  return [
    { scheme: isPassthrough ? 'tls' : 'https', redirect: null },
    ...(insecure === 'redirect'
      ? [{ scheme: 'http' as const, redirect: REDIRECT }]
      : []),
    ...(insecure === 'allow' && !isPassthrough
      ? [{ scheme: 'http' as const, redirect: null }]
      : []),
  ];
}

function tlsOf(
  { object, secretName }: RouteFact,
  scheme: Route['scheme'],
): Tls {
  if (scheme !== 'https') {
    return {
      mode: scheme === 'tls' ? 'passthrough' : 'none',
      certificates: [],
    };
  }
  return {
    mode: 'terminate',
    certificates:
      secretName === null
        ? []
        : [
            {
              ref: secretName
                ? { ...object, group: '', kind: 'Secret', name: secretName }
                : null,
              state: 'not-read',
            },
          ],
  };
}

function reportedBy({
  name,
  admitted,
  reason,
}: RouterStatus): ControllerVerdict {
  return admitted === null
    ? { state: 'none' }
    : {
        state: 'reported',
        controller: name,
        conditions: [{ type: 'Admitted', status: admitted, reason }],
      };
}

function compare(
  { state }: RouteVerdict,
  { admitted }: RouterStatus,
): RouteDraft['agreement'] {
  if (admitted === null || admitted === 'Unknown' || state === 'unknown') {
    return 'not-comparable';
  }
  return (state === 'detached') === (admitted === 'False')
    ? 'agree'
    : 'disagree';
}
