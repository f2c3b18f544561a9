import type { RequestQuestion } from '@portolan/plugin-traffic-common';
import type { NaiveAnswer } from './__testUtils__/agreeOn10000Requests';
import type {
  NaiveGateway,
  NaiveMatch,
  NaiveMeta,
  NaiveString,
  NaiveVirtualService,
} from './istioNaiveObjects';

const isGateway = (object: object): object is NaiveGateway =>
  'kind' in object && object.kind === 'Gateway';
const isVirtualService = (object: object): object is NaiveVirtualService =>
  'kind' in object && object.kind === 'VirtualService';

/** B.8: `*.x` matches `a.b.x` (it is a suffix) and not `x`. */
function takes(pattern: string, host: string): boolean {
  if (pattern === '*') {
    return true;
  }
  return pattern.startsWith('*.')
    ? host.endsWith(pattern.slice(1)) && host.length > pattern.length - 1
    : pattern === host;
}

/** B.7: the host of a VirtualService must meet that of the server; what both take is served. */
function meet(server: string, own: string): string[] {
  const covers = (a: string, b: string) =>
    b.startsWith('*')
      ? b.endsWith(a.replace('*', '')) && a.startsWith('*')
      : takes(a, b);
  if (covers(server, own)) {
    return [own];
  }
  return covers(own, server) ? [server] : [];
}

/** Exact, then the longest, then `*`. */
function weightOf(pattern: string): number {
  if (!pattern.startsWith('*')) {
    return 10_000;
  }
  return pattern.length;
}

const byAge = (a: { metadata: NaiveMeta }, b: { metadata: NaiveMeta }) => {
  const key = ({ metadata }: { metadata: NaiveMeta }) =>
    `${metadata.creationTimestamp} ${metadata.name} ${metadata.namespace}`;
  return key(a) < key(b) ? -1 : 1;
};

/** The server names of a server's chain; one host for all takes the names of the others away. */
function serverNamesOf(hosts: readonly string[]): readonly string[] {
  const names = hosts.map(written => written.slice(written.indexOf('/') + 1));
  return names.includes('*') ? ['*'] : names;
}

/** What is for the proxies' namespace alone comes first; all proxies are in `infra`. */
function rankOf({ spec }: NaiveVirtualService): number {
  const { exportTo = ['*'] } = spec;
  if (exportTo.includes('*')) {
    return 2;
  }
  return exportTo.includes('.') ? 0 : 1;
}

function says(wanted: NaiveString, value: string): boolean {
  if ('exact' in wanted) {
    return value === wanted.exact;
  }
  return 'prefix' in wanted
    ? value.startsWith(wanted.prefix)
    : new RegExp(`^(${wanted.regex})$`).test(value);
}

interface Try {
  readonly service: NaiveVirtualService;
  readonly server: string;
  readonly ruleIndex: number;
  readonly matchIndex: number;
  readonly match: NaiveMatch | undefined;
}

const isDefault = (match: NaiveMatch | undefined): boolean =>
  match === undefined ||
  (Object.keys(match).every(
    key => key === 'uri' || key === 'gateways' || key === 'port',
  ) &&
    (match.uri === undefined ||
      ('prefix' in match.uri && match.uri.prefix === '/')));

/** What all gateways answer, looked for in the simplest way. */
export function answerNaively(
  objects: readonly object[],
  question: RequestQuestion,
): readonly NaiveAnswer[] {
  const url = new URL(question.url);
  const isTls = url.protocol === 'https:';
  const port = Number(url.port || (isTls ? 443 : 80));
  const host = url.hostname;
  const gateways = objects.filter(isGateway).sort(byAge);
  const services = objects
    .filter(isVirtualService)
    .sort((a, b) => rankOf(a) - rankOf(b) || byAge(a, b));
  const servers = gateways.flatMap(gateway =>
    gateway.spec.servers
      .filter(server => server.port.number === port)
      .map(server => ({ gateway, server })),
  );
  const proxies = [
    ...new Set(
      servers.map(({ gateway }) => JSON.stringify(gateway.spec.selector)),
    ),
  ];
  return proxies.map(proxy => {
    const own = withoutTakenHosts(
      servers.filter(
        ({ gateway }) => JSON.stringify(gateway.spec.selector) === proxy,
      ),
    );
    const door = ({ gateway, server }: (typeof own)[number]) =>
      `${gateway.metadata.namespace}/${gateway.metadata.name}:${server.port.name}`;
    // A connection with TLS goes by its server name, one without to all servers without.
    const best = own
      .filter(({ server }) => (server.port.protocol === 'HTTPS') === isTls)
      .flatMap(item =>
        serverNamesOf(item.server.hosts).map(pattern => ({ item, pattern })),
      )
      .filter(({ pattern }) => !isTls || takes(pattern, host))
      .sort((a, b) => weightOf(b.pattern) - weightOf(a.pattern));
    const names = own
      .filter(({ server }) => server.port.protocol === 'HTTPS')
      .flatMap(({ server }) => [...new Set(serverNamesOf(server.hosts))]);
    // Envoy refuses a listener with two chains for one server name.
    if (isTls && new Set(names).size < names.length) {
      return {
        door: door([...own].sort(inFileOrder)[0]),
        winner: null,
        outcome: 'unknown',
      };
    }
    if (best.length === 0) {
      return {
        door: door([...own].sort(inFileOrder)[0]),
        winner: null,
        outcome: 'refused',
      };
    }
    const open = isTls
      ? [best[0].item]
      : own.filter(({ server }) => server.port.protocol === 'HTTP');
    const tries = new Map<string, Try[]>();
    const redirected = new Set<string>();
    for (const item of open) {
      const name = `${item.gateway.metadata.namespace}/${item.gateway.metadata.name}`;
      for (const service of services) {
        const { metadata, spec } = service;
        const isHere = (spec.gateways ?? ['mesh']).some(
          one =>
            (one.includes('/') ? one : `${metadata.namespace}/${one}`) === name,
        );
        const isSeen =
          !spec.exportTo ||
          spec.exportTo.includes('*') ||
          (spec.exportTo.includes('.') && metadata.namespace === 'infra') ||
          spec.exportTo.includes('infra');
        const hosts = new Set<string>();
        for (const written of item.server.hosts) {
          const [namespace, pattern] = written.includes('/')
            ? written.split('/')
            : ['*', written];
          const wanted =
            namespace === '.' ? item.gateway.metadata.namespace : namespace;
          if (wanted === '*' || wanted === metadata.namespace) {
            spec.hosts.forEach(one =>
              meet(pattern, one).forEach(both => hosts.add(both)),
            );
          }
        }
        const rules = rulesOf(service, { name, port, server: door(item) });
        // Without a rule for this gateway there is no virtual host.
        if (isHere && isSeen && rules.length > 0) {
          for (const both of hosts) {
            if (item.server.tls?.httpsRedirect) {
              redirected.add(both);
            }
            const list = tries.get(both) ?? [];
            tries.set(both, list);
            list.push(...rules);
          }
        }
      }
      if (item.server.tls?.httpsRedirect) {
        // Of a host that is limited to a namespace the name with its slash is taken, which no request has.
        item.server.hosts
          .filter(written => !written.includes('/') || written.startsWith('*/'))
          .forEach(written => {
            const pattern = written.slice(written.indexOf('/') + 1);
            redirected.add(pattern);
            tries.set(pattern, tries.get(pattern) ?? []);
          });
      }
    }
    const first = door(open[0]);
    const [found] = [...tries.keys()]
      .filter(pattern => takes(pattern, host))
      .sort((a, b) => weightOf(b) - weightOf(a));
    if (found === undefined) {
      return { door: first, winner: null, outcome: 'respond 404' };
    }
    const list = tries.get(found) ?? [];
    if (redirected.has(found)) {
      return {
        door: list[0]?.server ?? first,
        winner: null,
        outcome: `respond 301 https://${url.host}${url.pathname}${url.search}`,
      };
    }
    const ordered = [
      ...list.filter(({ match }) => !isDefault(match)),
      ...list.filter(({ match }) => isDefault(match)),
    ];
    const winner = ordered.find(({ match }) => matches(match, question, url));
    if (!winner) {
      return {
        door: ordered[0]?.server ?? first,
        winner: null,
        outcome: 'respond 404',
      };
    }
    const { metadata } = winner.service;
    return {
      door: winner.server,
      winner: `VirtualService ${metadata.namespace}/${metadata.name} ${winner.ruleIndex}.${winner.matchIndex}`,
      outcome: outcomeOf(winner, url),
    };
  });
}

type Server = {
  readonly gateway: NaiveGateway;
  readonly server: NaiveGateway['spec']['servers'][number];
};

/** With TLS options a server is left out that has a host, as it is written, of an older one. */
function withoutTakenHosts(oldestFirst: readonly Server[]): readonly Server[] {
  const taken = new Set<string>();
  return oldestFirst.filter(({ gateway, server }) => {
    const hosts = server.tls
      ? server.hosts.map(written =>
          written
            .replace(/^\.\//, `${gateway.metadata.namespace}/`)
            .replace(/^\*\//, ''),
        )
      : [];
    const isFree = hosts.every(host => !taken.has(host));
    if (isFree) {
      hosts.forEach(host => taken.add(host));
    }
    return isFree;
  });
}

function inFileOrder(
  a: { gateway: NaiveGateway; server: { port: { name: string } } },
  b: { gateway: NaiveGateway; server: { port: { name: string } } },
): number {
  const key = ({ gateway }: { gateway: NaiveGateway }) =>
    `${gateway.metadata.namespace} ${gateway.metadata.name}`;
  if (key(a) === key(b)) {
    return 0;
  }
  return key(a) < key(b) ? -1 : 1;
}

/** B.7: first match in list order; matches of one rule are alternatives, and their own gateways and ports are conditions. */
function rulesOf(
  service: NaiveVirtualService,
  { name, port, server }: { name: string; port: number; server: string },
): Try[] {
  const all = service.spec.http.flatMap(({ match }, ruleIndex) =>
    (match ?? [undefined])
      .map((one, matchIndex) => ({
        service,
        server,
        ruleIndex,
        matchIndex,
        match: one,
      }))
      .filter(
        ({ match: one }) =>
          (one?.port === undefined || one.port === port) &&
          (one?.gateways === undefined || one.gateways.includes(name)),
      ),
  );
  const first = all.findIndex(({ match }) => isDefault(match));
  return first < 0 ? all : all.slice(0, first + 1);
}

function matches(
  match: NaiveMatch | undefined,
  question: RequestQuestion,
  url: URL,
): boolean {
  if (!match) {
    return true;
  }
  const headers = Object.fromEntries(
    Object.entries(question.headers).map(([key, value]) => [
      key.toLowerCase(),
      value,
    ]),
  );
  const lower = (wanted: NaiveString): NaiveString => {
    if ('exact' in wanted) {
      return { exact: wanted.exact.toLowerCase() };
    }
    return 'prefix' in wanted
      ? { prefix: wanted.prefix.toLowerCase() }
      : wanted;
  };
  const uri =
    match.uri &&
    (match.ignoreUriCase
      ? says(lower(match.uri), url.pathname.toLowerCase())
      : says(match.uri, url.pathname));
  return (
    uri !== false &&
    (!match.method || match.method.exact === question.method) &&
    Object.entries(match.headers ?? {}).every(
      ([key, wanted]) =>
        headers[key] !== undefined && says(wanted, headers[key]),
    ) &&
    Object.entries(match.withoutHeaders ?? {}).every(
      ([key, wanted]) => !says(wanted, headers[key] ?? ''),
    ) &&
    Object.entries(match.queryParams ?? {}).every(([key, wanted]) => {
      const value = url.searchParams.get(key);
      return value !== null && says(wanted, value);
    })
  );
}

/** B.8: an invalid destination is 503; a weight is relative; one destination alone gets all. */
function outcomeOf({ service, ruleIndex }: Try, url: URL): string {
  const rule = service.spec.http[ruleIndex];
  if (rule.redirect) {
    return `respond 301 ${url.protocol}//${rule.redirect.authority}${url.pathname}${url.search}`;
  }
  if (rule.directResponse) {
    return `respond ${rule.directResponse.status}`;
  }
  const route = rule.route ?? [];
  const total = route.reduce((sum, { weight = 0 }) => sum + weight, 0);
  const shares = route
    .map(({ destination, weight = 0 }) => {
      const [name, namespace = service.metadata.namespace] =
        destination.host.split('.');
      return {
        target: `${namespace}/${name}`,
        share: route.length === 1 ? 1 : weight / total,
        isUp: name === 'ready',
        port: name === 'gone' ? null : 8080,
      };
    })
    .filter(({ share }) => share > 0);
  return shares.every(({ isUp }) => !isUp)
    ? 'respond 503'
    : `forward ${shares
        .map(
          ({ target, share, isUp, port }) =>
            `${target}:${port}=${share}/${isUp ? 'forwarded' : 503}`,
        )
        .join(', ')}`;
}
