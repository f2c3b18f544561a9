import type { RequestQuestion } from '@portolan/plugin-traffic-common';
import type { NaiveAnswer } from './__testUtils__/agreeOn10000Requests';

/*
 * F5's documentation of VirtualServer and NGINX's of server_name and location, word by word: the oldest object has a host; an exact
 * name, then the longest wildcard, which is any number of labels; an exact location, the longest prefix if it is `^~`, the first
 * regular expression of the file, the longest prefix; a location that ends with a slash is where its path without one is sent.
 */

export interface NaiveAction {
  readonly pass?: string;
  readonly redirect?: { readonly url: string; readonly code?: number };
  readonly return?: { readonly body: string; readonly code?: number };
}

export interface NaiveF5Route {
  readonly path: string;
  readonly route?: string;
  readonly policies?: readonly { readonly name: string }[];
  readonly action?: NaiveAction;
  readonly splits?: readonly { weight: number; action: NaiveAction }[];
  readonly matches?: readonly {
    conditions: readonly {
      header?: string;
      argument?: string;
      value: string;
    }[];
    action: NaiveAction;
  }[];
}

export interface NaiveVirtualServer {
  readonly kind: 'VirtualServer';
  readonly metadata: {
    readonly name: string;
    readonly creationTimestamp: string;
  };
  readonly spec: {
    readonly host: string;
    readonly tls?: { secret: string; redirect?: { enable: boolean } };
    readonly routes: readonly NaiveF5Route[];
  };
}

interface NaiveVirtualServerRoute {
  readonly kind: 'VirtualServerRoute';
  readonly metadata: { readonly name: string };
  readonly spec: { host: string; subroutes: readonly NaiveF5Route[] };
}

interface NaiveLocation {
  readonly who: string;
  readonly index: number;
  readonly route: NaiveF5Route;
  readonly policies: readonly { readonly name: string }[];
}

export function answerF5Naively(
  objects: readonly object[],
  question: RequestQuestion,
): readonly NaiveAnswer[] {
  const url = new URL(question.url);
  const isTls = url.protocol === 'https:';
  const servers = objects
    .filter(isServer)
    .filter(server =>
      objects
        .filter(isServer)
        .every(
          other =>
            other.spec.host !== server.spec.host ||
            other === server ||
            server.metadata.creationTimestamp <
              other.metadata.creationTimestamp,
        ),
    )
    .filter(server => !isTls || server.spec.tls);
  const [server] = servers
    .filter(({ spec }) => takes(spec.host, url.hostname))
    .sort((a, b) => rank(b.spec.host) - rank(a.spec.host));
  const say = (winner: string | null, outcome: string) => [
    { door: 'nginx', winner, outcome },
  ];
  if (!server) {
    return say(null, isTls ? 'refused' : 'respond 404');
  }
  const locations = listLocations(objects, server);
  const { pathname } = url;
  const static_ = locations.filter(({ route }) => !route.path.startsWith('~'));
  const exact = static_.find(({ route }) => route.path === `=${pathname}`);
  const [longest] = static_
    .filter(
      ({ route }) =>
        !route.path.startsWith('=') && pathname.startsWith(text(route.path)),
    )
    .sort((a, b) => text(b.route.path).length - text(a.route.path).length);
  const slashed = static_.find(
    ({ route }) =>
      text(route.path) === `${pathname}/` && !route.splits && !route.matches,
  );
  const regexes = locations.filter(({ route }) => route.path.startsWith('~'));
  const regex = [
    ...regexes.filter(({ route }) => route.splits || route.matches),
    ...regexes.filter(({ route }) => !route.splits && !route.matches),
  ].find(({ route }) =>
    new RegExp(text(route.path), route.path.startsWith('~*') ? 'i' : '').test(
      pathname,
    ),
  );
  const isWhole =
    longest !== undefined && text(longest.route.path) === pathname;
  const addsSlash = !exact && !isWhole && slashed !== undefined;
  const isFinal = longest?.route.path.startsWith('^~') ?? false;
  const chosen =
    exact ??
    (addsSlash ? slashed : undefined) ??
    (isFinal ? longest : regex ?? longest);
  if (!isTls && server.spec.tls?.redirect?.enable) {
    return say(
      chosen
        ? `${chosen.who} ${chosen.index}.${chosen.route.matches?.length ?? 0}`
        : null,
      `respond 301 https://${url.host}${pathname}${url.search}`,
    );
  }
  if (!chosen) {
    return say(null, 'respond 404');
  }
  if (addsSlash) {
    return say(
      `${chosen.who} ${chosen.index}.0`,
      `respond 301 ${url.protocol}//${url.host}${pathname}/${url.search}`,
    );
  }
  const { route, who, index } = chosen;
  const matches = route.matches ?? [];
  const found = matches.findIndex(({ conditions }) =>
    conditions.every(condition => holds(condition, question, url)),
  );
  const winner = `${who} ${index}.${found < 0 ? matches.length : found}`;
  if (chosen.policies.some(({ name }) => name === 'gone')) {
    return say(winner, 'respond 500');
  }
  const actions =
    found >= 0
      ? [{ weight: 100, action: matches[found].action }]
      : route.splits ?? [{ weight: 100, action: route.action ?? {} }];
  return say(winner, render(actions, url));
}

function render(
  actions: readonly { weight: number; action: NaiveAction }[],
  url: URL,
): string {
  const [{ action }] = actions;
  if (action.redirect) {
    const to = action.redirect.url
      .replace('${host}', url.hostname)
      .replace('${request_uri}', `${url.pathname}${url.search}`);
    return `respond ${action.redirect.code ?? 301} ${to}`;
  }
  if (action.return) {
    return `respond ${action.return.code ?? 200}`;
  }
  return `forward ${actions
    .map(
      each =>
        `n/${each.action.pass}:80=${each.weight / 100}/${
          each.action.pass === 'ready' ? 'forwarded' : 502
        }`,
    )
    .join(', ')}`;
}

/** Its own routes, then the subroutes of what it hands its paths on to. */
function listLocations(
  objects: readonly object[],
  server: NaiveVirtualServer,
): readonly NaiveLocation[] {
  const own = server.spec.routes.flatMap((route, index) =>
    route.route === undefined
      ? [
          {
            who: `VirtualServer n/${server.metadata.name}`,
            index,
            route,
            policies: route.policies ?? [],
          },
        ]
      : [],
  );
  const handed = server.spec.routes.flatMap(parent => {
    const below = objects
      .filter(isSubordinate)
      .find(({ metadata }) => metadata.name === parent.route);
    return below &&
      below.spec.host === server.spec.host &&
      below.spec.subroutes.every(({ path }) => path.startsWith(parent.path))
      ? below.spec.subroutes.map((route, index) => ({
          who: `VirtualServerRoute n/${below.metadata.name}`,
          index,
          route,
          policies: route.policies ?? parent.policies ?? [],
        }))
      : [];
  });
  return [...own, ...handed];
}

function holds(
  {
    header,
    argument,
    value,
  }: { header?: string; argument?: string; value: string },
  question: RequestQuestion,
  url: URL,
): boolean {
  const sent =
    header === undefined
      ? url.searchParams.get(argument ?? '') ?? ''
      : Object.entries(question.headers).find(
          ([name]) => name.toLowerCase() === header.toLowerCase(),
        )?.[1] ?? '';
  return value.startsWith('!')
    ? sent.toLowerCase() !== value.slice(1).toLowerCase()
    : sent.toLowerCase() === value.toLowerCase();
}

function text(path: string): string {
  return path.replace(/^(?:=|\^~|~\*|~) */, '');
}

function takes(name: string, host: string): boolean {
  return (
    name === host || (name.startsWith('*.') && host.endsWith(name.slice(1)))
  );
}

function rank(name: string): number {
  return name.startsWith('*.') ? name.length : 1_000;
}

function isServer(object: object): object is NaiveVirtualServer {
  return 'kind' in object && object.kind === 'VirtualServer';
}

function isSubordinate(object: object): object is NaiveVirtualServerRoute {
  return 'kind' in object && object.kind === 'VirtualServerRoute';
}
