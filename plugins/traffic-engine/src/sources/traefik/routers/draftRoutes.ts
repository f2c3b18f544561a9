import type {
  Entry,
  Host,
  Provenance,
  Redirect,
  Route,
  RouteMatch,
  RoutePolicy,
} from '@portolan/plugin-traffic-common';
import type { RouteDraft } from '../../../model/drafts';
import { at } from '../../../model/refs';
import { routeUrl } from '../../../model/routeUrl';
import { readOnce } from '../../../snapshot/readOnce';
import type { SourceProblem } from '../../Source';
import { SOURCE_ID, TRAEFIK_CONTROLLER } from '../kinds';
import { listAlternatives } from '../rule/listAlternatives';
import type { Rule } from '../rule/Rule';
import { matchOfAlternative } from './matchOfAlternative';
import { routerKey, type Router, type RouterEntry } from './Router';

const ANY: { host: Host; match: RouteMatch } = {
  host: { kind: 'any', value: '' },
  match: { path: null, method: null, headers: [], queryParams: [] },
};

const SERVING: RouteDraft['door'] = { state: 'serving', reasons: [] };

/** What a rule comes to, once for each that was parsed. */
const matchesOf = readOnce((rule: Rule) => {
  const { alternatives, isCut } = listAlternatives(rule);
  return {
    listed: alternatives.length,
    isCut,
    matches: alternatives.flatMap((conditions, matchIndex) => {
      const match = matchOfAlternative(conditions);
      return match ? [{ ...match, matchIndex }] : [];
    }),
  };
});

/** The routes of one router: one for each alternative of its rule at each of its entry points. */
export function draftRoutes(
  cluster: string,
  router: Router,
): { routes: readonly RouteDraft[]; problems: readonly SourceProblem[] } {
  const { object, rule, path, ruleIndex } = router;
  const problem = (
    severity: SourceProblem['severity'],
    message: string,
  ): SourceProblem => ({ severity, object, path: `${path}.match`, message });
  // A router without a service only hands requests to its children, which are routes of their own.
  if (router.flow.backends.length === 0 && router.flow.internal.length === 0) {
    if (router.door.state !== 'detached') {
      return { routes: [], problems: [] };
    }
  }
  if (!rule.ok) {
    return {
      routes: router.entries.map(entry =>
        draft({ ...ANY, matchIndex: 0 }, entry),
      ),
      problems: [
        problem(
          'warning',
          `The rule cannot be read at character ${rule.at + 1}: ${
            rule.message
          }. Its routes are not known.`,
        ),
      ],
    };
  }
  const { listed, isCut, matches } = matchesOf(rule.rule);
  return {
    routes: matches.flatMap(match =>
      router.entries.map(entry => draft(match, entry)),
    ),
    problems: [
      ...(isCut
        ? [
            problem(
              'warning',
              `The rule has more alternatives than are listed: only the first ${listed} are routes here.`,
            ),
          ]
        : []),
      ...(matches.length === 0
        ? [
            problem(
              'warning',
              'No request can satisfy the rule: its conditions exclude each other.',
            ),
          ]
        : []),
    ],
  };

  function draft(
    match: typeof ANY & { matchIndex: number },
    entry: RouterEntry,
  ): RouteDraft {
    const scheme = schemeOf(router, entry);
    const provenance = at(SOURCE_ID, object);
    const redirect = redirectOf(router, entry, scheme);
    return {
      id: routeId({ cluster, router, matchIndex: match.matchIndex, entry }),
      source: SOURCE_ID,
      cluster,
      object,
      ruleIndex,
      matchIndex: match.matchIndex,
      scheme,
      host: match.host,
      port: entry.port,
      match: match.match,
      ...urlOf({ ...match, scheme, port: entry.port }),
      entry: entryOf(entry),
      addresses: [...entry.addresses],
      exposure: entry.exposure,
      tls:
        entry.isTls && router.tls.mode === 'none'
          ? { mode: 'terminate', certificates: [] }
          : router.tls,
      filters: router.flow.internal.map(type => ({ type, interpreted: true })),
      redirect,
      // Who is redirected reaches no backend; at the entry point, no router either.
      backends: redirect ? [] : router.flow.backends,
      door: entry.redirect ? SERVING : router.door,
      reported: { state: 'no-status' },
      policies: [...router.policies, ...entryRedirectPolicy(router, entry)],
      notInterpreted: router.notInterpreted,
      provenance: [provenance(path), ...parentsOf(router)],
    };
  }
}

/** Stable for the same rule, alternative and entry point. */
export function routeId(options: {
  cluster: string;
  router: Router;
  matchIndex: number;
  entry: Pick<RouterEntry, 'name'>;
}): string {
  const { cluster, router, matchIndex, entry } = options;
  return [cluster, 'Traefik', routerKey(router), matchIndex, entry.name].join(
    '|',
  );
}

export function entryOf({ name }: Pick<RouterEntry, 'name'>): Entry {
  return { kind: 'entry-point', name, controller: TRAEFIK_CONTROLLER };
}

/** A router with TLS takes TLS alone; where the entry point decides, the usual case is shown and the verdict is open. */
function schemeOf(router: Router, entry: RouterEntry): Route['scheme'] {
  if (router.protocol === 'http') {
    return entry.isTls ?? entry.name === 'websecure' ? 'https' : 'http';
  }
  if (router.protocol === 'udp') {
    return 'udp';
  }
  return router.tls.mode === 'none' ? 'tcp' : 'tls';
}

/** Before any router, the entry point's own; then a redirect to the scheme that the request did not come by. */
function redirectOf(
  router: Router,
  entry: RouterEntry,
  scheme: Route['scheme'],
): Redirect | null {
  if (entry.redirect) {
    const { port, permanent } = entry.redirect;
    return {
      scheme: entry.redirect.scheme,
      hostname: null,
      port,
      path: null,
      statusCode: permanent ? 301 : 302,
    };
  }
  const { redirect } = router.chain;
  return redirect && redirect.scheme !== scheme ? redirect : null;
}

function entryRedirectPolicy(
  { object }: Router,
  entry: RouterEntry,
): readonly RoutePolicy[] {
  return entry.redirect
    ? [
        {
          aspect: 'redirect',
          summary: `entry point ${entry.name} to ${entry.redirect.scheme}`,
          params: { permanent: entry.redirect.permanent },
          state: 'in-force',
          setBy: at(SOURCE_ID, object)('spec.entryPoints'),
        },
      ]
    : [];
}

/** A prefix is one of the text here: `/api*` and not `/api/*`. */
function urlOf(route: {
  scheme: Route['scheme'];
  host: Host;
  port: number | null;
  match: RouteMatch;
}): Pick<Route, 'url' | 'isConcreteUrl'> {
  const { path } = route.match;
  const hasHostCondition =
    route.match.conditions?.some(text => /^Host(SNI)?(Regexp)?\(/.test(text)) ??
    false;
  if (path?.type !== 'PathPrefix') {
    const plain = routeUrl({ ...route, path });
    return {
      url: plain.url,
      isConcreteUrl: plain.isConcreteUrl && !hasHostCondition,
    };
  }
  const { url } = routeUrl({
    ...route,
    path: { type: 'Exact', value: path.value },
  });
  return { url: `${url}*`, isConcreteUrl: false };
}

function parentsOf({ parent }: Router): readonly Provenance[] {
  return parent
    ? [at(SOURCE_ID, parent.object)(parent.path), ...parentsOf(parent)]
    : [];
}
