import { compareText } from '../../snapshot/compareText';
import type { AskedRequest } from '../../request/AskedRequest';
import type { RouteFact } from './RouteFact';

/** The Route that the router hands a request to, and what it does there. */
export interface Choice {
  readonly fact: RouteFact;
  readonly as: 'http' | 'https' | 'tls' | 'redirect' | 'not-known';
}

export function isPlain({ scheme }: AskedRequest): boolean {
  return scheme === 'http' || scheme === 'grpc';
}

/**
 * The order of the router's maps. On port 80 the first Route of host and path says whether to redirect, whatever its
 * termination; only then the first that serves http is asked. With TLS a server name of a passthrough Route decides before the
 * Host header is read.
 */
export function chooseRoute(
  admitted: readonly RouteFact[],
  request: AskedRequest,
): Choice | null {
  const taking = admitted
    .filter(fact => takesHost(fact, request.host) && takesPath(fact, request))
    .sort(compareRoutes);
  if (isPlain(request)) {
    const [first] = taking;
    const redirecting = taking.find(
      fact =>
        fact.insecure === 'redirect' &&
        fact.host.kind === first.host.kind &&
        patternOf(fact) === patternOf(first),
    );
    return redirecting
      ? { fact: redirecting, as: 'redirect' }
      : choice(taking.find(servesPlain), 'http');
  }
  const name = request.sni ?? request.host;
  const passed = admitted
    .filter(fact => fact.path === '' && takesHost(fact, name))
    .sort(compareRoutes);
  if (passed.some(({ termination }) => termination === 'passthrough')) {
    const first = passed.find(
      ({ termination }) =>
        termination === 'passthrough' || termination === 'reencrypt',
    );
    // The router's map of TCP backends has reencrypt Routes too, whose backends do not speak TCP.
    return choice(
      first,
      first?.termination === 'passthrough' ? 'tls' : 'not-known',
    );
  }
  return request.scheme === 'tls'
    ? null
    : choice(taking.find(terminates), 'https');
}

function choice(fact: RouteFact | undefined, as: Choice['as']): Choice | null {
  return fact ? { fact, as } : null;
}

export function servesPlain({ termination, insecure }: RouteFact): boolean {
  return (
    termination === 'none' ||
    (terminates({ termination }) && insecure === 'allow')
  );
}

export function terminates({
  termination,
}: Pick<RouteFact, 'termination'>): boolean {
  return termination === 'edge' || termination === 'reencrypt';
}

/** A wildcard is one label, which HAProxy lets be empty but no client sends so. */
export function takesHost({ host }: RouteFact, name: string): boolean {
  if (host.kind !== 'wildcard') {
    return host.kind === 'exact' && name === host.value;
  }
  const suffix = host.value.slice(1);
  const label = name.slice(0, -suffix.length);
  return name.endsWith(suffix) && label !== '' && !label.includes('.');
}

/** By whole elements; a path that ends with a slash takes what goes on after it (the router's GenerateRouteRegexp). */
export function takesPath(
  { path: prefix }: RouteFact,
  { path }: AskedRequest,
): boolean {
  return (
    /^\/*$/.test(prefix) ||
    path === prefix ||
    path.startsWith(prefix.endsWith('/') ? prefix : `${prefix}/`)
  );
}

/** Exact hosts before wildcards, then the lines of the router's map from the last to the first: the longer path goes before. */
function compareRoutes(a: RouteFact, b: RouteFact): number {
  const isWildcard = ({ host }: RouteFact) =>
    host.kind === 'wildcard' ? 1 : 0;
  return isWildcard(a) - isWildcard(b) || compareText(lineOf(b), lineOf(a));
}

const BACKENDS: Readonly<Record<RouteFact['termination'], string>> = {
  none: 'be_http',
  edge: 'be_edge_http',
  reencrypt: 'be_secure',
  passthrough: 'be_tcp',
};

/** As the line is written, so far as two Routes of one host can differ: the pattern of the path, then what it leads to. */
function lineOf(fact: RouteFact): string {
  const { termination, object } = fact;
  const backend = `${BACKENDS[termination]}:${object.namespace}:${object.name}`;
  return `${patternOf(fact)} ${backend}`;
}

function patternOf({ path }: RouteFact): string {
  if (/^\/*$/.test(path)) {
    return '(/.*)?$';
  }
  const quoted = path.replace(/[\\.+*?()|[\]{}^$]/g, '\\$&');
  return `${quoted}${path.endsWith('/') ? '(.*)?$' : '(/.*)?$'}`;
}
