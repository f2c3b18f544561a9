import type {
  RequestOutcome,
  RequestRule,
  RunnerUp,
} from '@portolan/plugin-traffic-common';
import type { AskedRequest } from '../../../../request/AskedRequest';
import { groupBy } from '../../../../snapshot/groupBy';
import type { IngressFact } from '../../facts/IngressFact';
import { SOURCE_ID } from '../../kinds';
import type { ReadinessLookUp, ServedRequest } from '../IngressController';
import { shareOf } from '../shareOf';
import type { Dialect, OpenPort, PlainHttp } from './Dialect';
import { entryTakesHost, takesPath, type DialectEntry } from './entries';
import { findWinner } from './findWinner';
import { hostRank, takesHost } from './hosts';

interface ServeContext {
  readonly dialect: Dialect;
  readonly request: AskedRequest;
  readonly isReady: ReadinessLookUp;
  /** The annotation of an Ingress that was not interpreted and that may change what answers. */
  readonly opaqueBy: (fact: IngressFact) => string | undefined;
}

const DRY =
  'the backend has no endpoints, and whether the controller then leaves the path out is its setting';

/** What a door answers by the API's own rules, with its controller's departures. */
export function serveDialect(
  all: readonly DialectEntry[],
  context: ServeContext,
): ServedRequest {
  const { dialect, request } = context;
  const { balancerOf } = dialect;
  if (!balancerOf) {
    return serveBalancer(all, context);
  }
  const balancers = groupBy(all, ({ fact }) => balancerOf(fact));
  const taking = [...balancers.values()].filter(entries =>
    entries.some(entry => entryTakesHost(entry, request.host, dialect)),
  );
  if (taking.length > 1) {
    return unknown(
      'several load balancers of this class have the host: which one gets the request is a matter of its address',
      taking.flatMap(entries => listRunnersUp(entries, undefined, request)),
    );
  }
  if (taking.length === 1 || balancers.size === 0) {
    return serveBalancer(taking[0] ?? [], context);
  }
  // None has the host: what one answers is the answer where all answer alike.
  const answers = [...balancers.values()].map(entries =>
    serveBalancer(entries, context),
  );
  const texts = new Set(answers.map(({ outcome }) => JSON.stringify(outcome)));
  return texts.size === 1
    ? answers[0]
    : unknown(
        'no load balancer of this class has the host, and they answer others differently',
        [],
      );
}

function serveBalancer(
  entries: readonly DialectEntry[],
  context: ServeContext,
): ServedRequest {
  const { dialect, request } = context;
  const first = entries.length > 0 ? dialect.atDoor?.(request) : undefined;
  if (first) {
    return { outcome: first, winner: null, runnersUp: [] };
  }
  const plain =
    dialect.redirectsAll && entries.length > 0 && !isTlsOf(request)
      ? redirectOfAll(entries, context)
      : undefined;
  if (plain) {
    return { outcome: plain, winner: null, runnersUp: [] };
  }
  const opens = ({ fact, prepared }: DialectEntry) =>
    isOpenFor(prepared.hostOf ?? fact, context);
  if (entries.length > 0 && !entries.some(opens)) {
    return {
      outcome: {
        kind: 'refused',
        why: 'the load balancer does not listen there',
      },
      winner: null,
      runnersUp: [],
    };
  }
  const served = entries.filter(
    entry =>
      entry.refused === undefined &&
      opens(entry) &&
      !entry.action?.isLeftOutAt?.(portOf(request)) &&
      !(
        dialect.dropsMissingBackends &&
        entry.backend?.target.state === 'missing'
      ) &&
      dryness(entry, context) !== 'left-out',
  );
  const ofHost = served.filter(
    entry =>
      (entry.way.ruleIndex >= 0 || dialect.defaultBackendIsPath === true) &&
      entryTakesHost(entry, request.host, dialect),
  );
  const root = rootRedirectOf(ofHost, context);
  if (root) {
    return root;
  }
  const found = findWinner(ofHost, context);
  if (found.state === 'unknown') {
    return unknown(found.why, listRunnersUp(ofHost, undefined, request));
  }
  if (found.state === 'found') {
    if (dryness(found.entry, context) === 'not-known') {
      return unknown(DRY, listRunnersUp(ofHost, undefined, request));
    }
    return {
      outcome: answerOf(found.entry, context),
      winner: ruleOf(found.entry),
      runnersUp: listRunnersUp(ofHost, found.entry, request),
    };
  }
  const runnersUp = listRunnersUp(ofHost, undefined, request);
  const open = served
    .map(({ fact }) => dialect.otherHostsBy?.(fact))
    .find(key => key !== undefined);
  if (open !== undefined) {
    return unknown(`${open} may take hosts that no rule names`, runnersUp);
  }
  const ownRank = Math.max(...ofHost.map(({ way }) => hostRank(way.host)), 0);
  const defaults = served.filter(
    ({ way }) =>
      way.ruleIndex < 0 &&
      takesHost(way.host, request.host, dialect) &&
      (dialect.defaultBackendTakes !== 'own-hosts' ||
        hostRank(way.host) === ownRank),
  );
  const objects = new Set(defaults.map(({ fact }) => fact));
  if (objects.size > 1) {
    return unknown(
      'several Ingresses have a default backend, and the API does not say which one counts',
      runnersUp,
    );
  }
  const [fallback] = [...defaults].sort(
    (a, b) => hostRank(b.way.host) - hostRank(a.way.host),
  );
  if (fallback && dryness(fallback, context) === 'not-known') {
    return unknown(DRY, runnersUp);
  }
  if (fallback) {
    return {
      outcome: answerOf(fallback, context),
      winner: ruleOf(fallback),
      runnersUp,
    };
  }
  return dialect.notFound === null
    ? unknown('what no rule takes is up to the controller', runnersUp)
    : {
        outcome: {
          kind: 'respond',
          status: dialect.notFound,
          location: null,
          why: 'no rule takes the request',
        },
        winner: null,
        runnersUp,
      };
}

/** What becomes of an entry for want of endpoints; `kept` where there are some, or where it is not known whether. */
function dryness(
  { backend }: DialectEntry,
  { dialect, isReady }: ServeContext,
): 'kept' | 'left-out' | 'not-known' {
  return backend?.target.state === 'resolved' &&
    isReady(backend.target.value) === false
    ? dialect.dryBackend?.(backend) ?? 'kept'
    : 'kept';
}

/** An Ingress has rules at the ports alone that it opens; where none of them opens this one, that is said of the winner. */
function isOpenFor(
  fact: IngressFact,
  { dialect, request }: { dialect: Dialect; request: AskedRequest },
): boolean {
  const scheme = isTlsOf(request) ? 'https' : 'http';
  return (
    dialect.order !== 'listed' ||
    (dialect.ports?.(fact) ?? []).some(
      each => each.scheme === scheme && each.port === request.port,
    )
  );
}

/** One Ingress of the host redirects its root, whichever has the path `/`. */
function rootRedirectOf(
  ofHost: readonly DialectEntry[],
  { dialect, request }: { dialect: Dialect; request: AskedRequest },
): ServedRequest | undefined {
  for (const entry of request.path === '/' && dialect.appRoot ? ofHost : []) {
    const location = dialect.appRoot?.(entry.fact);
    if (location !== undefined) {
      return {
        outcome: { kind: 'respond', status: 302, location, why: 'app-root' },
        winner: ruleOf(entry),
        runnersUp: [],
      };
    }
  }
  return undefined;
}

function unknown(why: string, runnersUp: readonly RunnerUp[]): ServedRequest {
  return { outcome: { kind: 'unknown', why }, winner: null, runnersUp };
}

/** What the winner does: by the scheme of the request and of its host, a redirect or its backend. */
function answerOf(
  { fact, way, backend, action, prepared }: DialectEntry,
  context: ServeContext,
): RequestOutcome {
  const { dialect, request, isReady, opaqueBy } = context;
  const isTls = isTlsOf(request);
  const host = prepared.hostOf ?? fact;
  const ports = dialect.ports?.(host) ?? [];
  const isOpen = ports.some(
    ({ scheme, port }) =>
      scheme === (isTls ? 'https' : 'http') && port === request.port,
  );
  if (dialect.ports && !isOpen) {
    return { kind: 'refused', why: 'the load balancer does not listen there' };
  }
  const scheme = dialect.isTlsOnly?.(host) ? 'https' : way.scheme;
  if (isTls && scheme === 'http' && !dialect.ports) {
    const answers =
      dialect.httpsWithoutTlsOf?.(host) ?? dialect.httpsWithoutTls;
    if (answers !== 'served') {
      return answers === 'closed'
        ? closed()
        : {
            kind: 'unknown',
            why: 'what answers HTTPS to a host without TLS is up to the controller',
          };
    }
  }
  const isExempt =
    dialect.neverToHttps !== undefined &&
    request.path.startsWith(dialect.neverToHttps);
  const isPlainRuled =
    scheme === 'https' ||
    dialect.ports !== undefined ||
    dialect.redirectsWithoutTls?.(host) === true;
  if (!isTls && !isExempt && isPlainRuled) {
    const plain = dialect.plainHttp(host);
    switch (plain.kind) {
      case 'redirected':
        return toHttps(plain, request);
      case 'closed':
        return closed();
      case 'unknown':
        return {
          kind: 'unknown',
          why: 'what answers plain HTTP to a host with TLS is up to the controller',
        };
      default:
    }
  }
  const opaque = opaqueBy(fact);
  if (opaque !== undefined) {
    return {
      kind: 'unknown',
      why: `${opaque} is not interpreted and may change what answers`,
    };
  }
  if (action?.answer) {
    return action.answer(request);
  }
  const backends = action?.backends ?? (backend ? [backend] : []);
  return backends.length > 0
    ? {
        kind: 'forward',
        shares: backends.map(each =>
          shareOf(
            each,
            { host: null, path: null, failure: dialect.failure },
            isReady,
          ),
        ),
        mirrors: [],
      }
    : { kind: 'unknown', why: 'the backend cannot be read' };
}

function portOf(request: AskedRequest): OpenPort {
  return {
    scheme: isTlsOf(request) ? 'https' : 'http',
    port: request.port,
  };
}

function isTlsOf({ scheme }: AskedRequest): boolean {
  return scheme === 'https' || scheme === 'grpcs' || scheme === 'tls';
}

function toHttps(
  { status, port }: Extract<PlainHttp, { kind: 'redirected' }>,
  { host, path, query }: AskedRequest,
): RequestOutcome {
  const place = `${host}${port === undefined ? '' : `:${port}`}${path}`;
  return {
    kind: 'respond',
    status,
    location: `https://${place}${query === '' ? '' : `?${query}`}`,
    why: 'plain HTTP is redirected to HTTPS',
  };
}

/** Where a load balancer redirects plain HTTP, its listener has no other rule. */
function redirectOfAll(
  entries: readonly DialectEntry[],
  { dialect, request }: { dialect: Dialect; request: AskedRequest },
): RequestOutcome | undefined {
  for (const { fact, prepared } of entries) {
    const host = prepared.hostOf ?? fact;
    const plain = dialect.plainHttp(host);
    const isOpen = dialect
      .ports?.(host)
      .some(({ scheme, port }) => scheme === 'http' && port === request.port);
    if (isOpen && plain.kind === 'redirected') {
      return toHttps(plain, request);
    }
  }
  return undefined;
}

function closed(): RequestOutcome {
  return {
    kind: 'respond',
    status: 404,
    location: null,
    why: 'the rule is not open for this scheme',
  };
}

function ruleOf({ fact, way }: DialectEntry): RequestRule {
  return {
    source: SOURCE_ID,
    object: fact.object,
    ruleIndex: way.ruleIndex,
    matchIndex: way.matchIndex,
    routeId: null,
    provenance: fact.at(way.paths[0]),
  };
}

function listRunnersUp(
  entries: readonly DialectEntry[],
  winner: DialectEntry | undefined,
  request: AskedRequest,
): readonly RunnerUp[] {
  return entries
    .filter(entry => entry !== winner)
    .map(entry => ({
      ...ruleOf(entry),
      lostBy: reasonOf(entry, winner, request),
      params: { path: entry.path },
    }));
}

function reasonOf(
  entry: DialectEntry,
  winner: DialectEntry | undefined,
  request: AskedRequest,
): RunnerUp['lostBy'] {
  if (takesPath(entry, request) === 'no') {
    return 'path';
  }
  if (!winner) {
    return 'not-known';
  }
  return hostRank(entry.way.host) < hostRank(winner.way.host)
    ? 'less-specific-host'
    : 'less-specific-path';
}
