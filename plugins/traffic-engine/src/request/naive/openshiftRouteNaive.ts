import type { RequestQuestion } from '@portolan/plugin-traffic-common';
import type { NaiveAnswer } from './__testUtils__/agreeOn10000Requests';

/*
 * The router of OpenShift as its own documents and maps have it: of one host and path the oldest Route is admitted, by default
 * only those of the namespace that has the oldest of the host, and a passthrough Route never beside another with TLS. HAProxy
 * looks a request up in lists of regular expressions, sorted from the last text to the first, those of wildcards at the end. On
 * port 80 the list of all Routes says whether to redirect, then that of Routes with http is asked. On port 443 the server names
 * of passthrough Routes go first. Endpoints share by the weights of their Services, so one without endpoints has no part.
 */

/** The Routes of the test's world, as it writes them; all have a host. */
export interface NaiveOpenshiftRoute {
  readonly kind: 'Route';
  readonly metadata: {
    readonly namespace: string;
    readonly name: string;
    readonly creationTimestamp: string;
  };
  readonly spec: {
    readonly host: string;
    readonly wildcardPolicy?: string;
    readonly path?: string;
    readonly tls?: {
      readonly termination: string;
      readonly insecureEdgeTerminationPolicy?: string;
    };
    readonly to: { readonly name: string; readonly weight?: number };
    readonly alternateBackends?: readonly {
      readonly name: string;
      readonly weight?: number;
    }[];
  };
  readonly status?: {
    readonly ingress: readonly [
      { readonly conditions: readonly [{ readonly status: string }] },
    ];
  };
}

const DOOR = 'default';

export function answerOpenshiftRouteNaively(
  objects: readonly object[],
  question: RequestQuestion,
): readonly NaiveAnswer[] {
  const routes = objects.filter(isRoute);
  if (routes.length === 0) {
    return [];
  }
  // What the router is told of namespaces and wildcards is not known, but that one that has admitted a wildcard allows them.
  const allows = routes.some(
    route => isWildcard(route) && saidOf(route) === 'True',
  );
  const answers = [true, false].flatMap(isStrict =>
    (allows ? [true] : [true, false]).map(hasWildcards =>
      answer(admitted(routes, { isStrict, hasWildcards }), question),
    ),
  );
  return new Set(answers.map(each => JSON.stringify(each))).size === 1
    ? [answers[0]]
    : [{ door: DOOR, winner: null, outcome: 'unknown' }];
}

function isRoute(object: object): object is NaiveOpenshiftRoute {
  return 'kind' in object && object.kind === 'Route';
}

function isWildcard({ spec }: NaiveOpenshiftRoute): boolean {
  return spec.wildcardPolicy === 'Subdomain';
}

function saidOf({ status }: NaiveOpenshiftRoute): string | undefined {
  return status?.ingress[0].conditions[0].status;
}

/** First of all hosts and wildcards by their domain, then of those that are written alike, as the router's two checks do. */
function admitted(
  routes: readonly NaiveOpenshiftRoute[],
  { isStrict, hasWildcards }: { isStrict: boolean; hasWildcards: boolean },
): readonly NaiveOpenshiftRoute[] {
  const byAge = [...routes].sort((a, b) =>
    `${a.metadata.creationTimestamp} ${nameOf(a)}` <
    `${b.metadata.creationTimestamp} ${nameOf(b)}`
      ? -1
      : 1,
  );
  const taken: NaiveOpenshiftRoute[] = [];
  for (const route of byAge) {
    const pathOf = ({ spec }: NaiveOpenshiftRoute) => spec.path ?? '';
    const isRival = (other: NaiveOpenshiftRoute) => {
      const isForeign =
        isStrict && other.metadata.namespace !== route.metadata.namespace;
      const isAlike =
        other.spec.host === route.spec.host &&
        (isForeign ||
          pathOf(other) === pathOf(route) ||
          (other.spec.tls &&
            route.spec.tls &&
            [other, route].some(
              ({ spec }) => spec.tls?.termination === 'passthrough',
            )));
      const areWildcards = [other, route].filter(isWildcard).length;
      const isBelow =
        areWildcards > 0 &&
        below(other) === below(route) &&
        (isForeign || (areWildcards === 2 && pathOf(other) === pathOf(route)));
      return isAlike || isBelow;
    };
    if ((hasWildcards || !isWildcard(route)) && !taken.some(isRival)) {
      taken.push(route);
    }
  }
  return routes.filter(
    route =>
      saidOf(route) === 'True' ||
      (saidOf(route) !== 'False' && taken.includes(route)),
  );
}

function below({ spec }: NaiveOpenshiftRoute): string {
  return spec.host.slice(spec.host.indexOf('.'));
}

/** What HAProxy compares the end of a host with. */
function domainOf({ spec }: NaiveOpenshiftRoute): string {
  return spec.wildcardPolicy === 'Subdomain'
    ? spec.host.slice(spec.host.indexOf('.'))
    : spec.host;
}

function nameOf({ metadata }: NaiveOpenshiftRoute): string {
  return `${metadata.namespace}/${metadata.name}`;
}

interface Line {
  readonly text: string;
  readonly key: string;
  readonly route: NaiveOpenshiftRoute;
}

/** A list of the router, in its order. */
function linesOf(
  routes: readonly NaiveOpenshiftRoute[],
  valueOf: (route: NaiveOpenshiftRoute) => string,
  withPath = true,
): readonly Line[] {
  const isSubdomain = ({ key }: Line) => key.startsWith('^[^\\.]*\\.');
  return routes
    .map(route => {
      const key = patternOf(route, withPath ? route.spec.path ?? '' : '');
      return { key, text: `${key} ${valueOf(route)}`, route };
    })
    .sort((a, b) => {
      if (isSubdomain(a) !== isSubdomain(b)) {
        return isSubdomain(a) ? 1 : -1;
      }
      return a.text > b.text ? -1 : 1;
    });
}

function patternOf(route: NaiveOpenshiftRoute, path: string): string {
  const quote = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const host =
    route.spec.wildcardPolicy === 'Subdomain'
      ? `[^\\.]*${quote(domainOf(route))}`
      : quote(route.spec.host);
  const before = `^${host}\\.?(:[0-9]+)?`;
  if (path.replace(/\/+$/, '') === '') {
    return `${before}(/.*)?$`;
  }
  return `${before}${quote(path)}${path.endsWith('/') ? '(.*)?' : '(/.*)?'}$`;
}

function find(lines: readonly Line[], text: string) {
  return lines.find(({ key }) => new RegExp(key).test(text))?.route;
}

function answer(
  routes: readonly NaiveOpenshiftRoute[],
  question: RequestQuestion,
): NaiveAnswer {
  const url = new URL(question.url);
  const base = `${url.hostname}${url.pathname}`;
  const termination = ({ spec }: NaiveOpenshiftRoute) =>
    spec.tls?.termination ?? '';
  const insecure = ({ spec }: NaiveOpenshiftRoute) =>
    spec.tls?.insecureEdgeTerminationPolicy ?? 'None';
  const backend = (route: NaiveOpenshiftRoute) => {
    const prefix = {
      '': 'be_http',
      edge: 'be_edge_http',
      reencrypt: 'be_secure',
    }[termination(route)];
    return `${prefix ?? 'be_tcp'}:${nameOf(route).replace('/', ':')}`;
  };
  if (url.protocol === 'http:') {
    // Lines that are the same to HAProxy are told apart by what else of the Route it reads.
    const redirects = linesOf(
      routes,
      route =>
        `${insecure(route) === 'Redirect' ? '1' : '0'} ${backend(route)}`,
    );
    const line = redirects.find(({ key }) => new RegExp(key).test(base));
    if (line?.text.includes('$ 1 ')) {
      return {
        door: DOOR,
        winner: `Route ${nameOf(line.route)} 0.0`,
        outcome: `respond 302 https://${base}${url.search}`,
      };
    }
    const plain = routes.filter(
      route =>
        termination(route) === '' ||
        (termination(route) !== 'passthrough' && insecure(route) === 'Allow'),
    );
    return forward(find(linesOf(plain, backend), base));
  }
  const name = question.sni ?? url.hostname;
  const passthrough = routes.filter(
    route => termination(route) === 'passthrough',
  );
  if (
    find(
      linesOf(passthrough, () => '1', false),
      name,
    )
  ) {
    const tcp = routes.filter(
      route =>
        ['passthrough', 'reencrypt'].includes(termination(route)) &&
        !route.spec.path,
    );
    const first = find(linesOf(tcp, backend, false), name);
    return first && termination(first) === 'reencrypt'
      ? { door: DOOR, winner: null, outcome: 'unknown' }
      : forward(first);
  }
  const terminated = routes.filter(route =>
    ['edge', 'reencrypt'].includes(termination(route)),
  );
  return forward(find(linesOf(terminated, backend), base));
}

function forward(route: NaiveOpenshiftRoute | undefined): NaiveAnswer {
  if (!route) {
    return { door: DOOR, winner: null, outcome: 'respond 503' };
  }
  const winner = `Route ${nameOf(route)} 0.0`;
  const all = [route.spec.to, ...(route.spec.alternateBackends ?? [])].map(
    ({ name, weight = 100 }) => ({ name, weight }),
  );
  const sumOf = (some: typeof all) =>
    some.reduce((sum, { weight }) => sum + weight, 0);
  if (sumOf(all) === 0) {
    return { door: DOOR, winner, outcome: 'respond 503' };
  }
  const ready = all.filter(({ name }) => name === 'ready' || name === 'other');
  const isLost = sumOf(ready) === 0;
  const tls = route.spec.tls?.termination === 'passthrough';
  return {
    door: DOOR,
    winner,
    outcome: `forward ${all
      .map(each => {
        const { namespace } = route.metadata;
        const isReady = ready.includes(each);
        const share = each.weight / sumOf(isLost ? all : ready);
        const failed = tls ? 'null' : '503';
        const port = each.name === 'gone' ? 'null' : '80';
        return `${namespace}/${each.name}:${port}=${
          isReady || isLost ? share : 0
        }/${isReady ? 'forwarded' : failed}`;
      })
      .join(', ')}`,
  };
}
