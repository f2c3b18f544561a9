import type { CorsFact } from '../facts/routeFact';

const DEFAULT_PORTS: Readonly<Record<string, string>> = {
  http: '80',
  https: '443',
};

/** The origin of a preflight request; undefined for every other request (Fetch standard, CORS-preflight request). */
export function preflightOrigin(request: {
  method: string;
  headers: Readonly<Record<string, string>>;
}): string | undefined {
  const find = (name: string) =>
    Object.entries(request.headers).find(
      ([key]) => key.toLowerCase() === name,
    )?.[1];
  return request.method === 'OPTIONS' &&
    find('access-control-request-method') !== undefined
    ? find('origin')
    : undefined;
}

/**
 * Whether a CORS filter allows an origin: `*` alone allows all; in a host it stands for any number of labels to its left;
 * an absent port is the scheme's own (HTTPCORSFilter.allowOrigins).
 */
export function isOriginAllowed(cors: CorsFact, origin: string): boolean {
  const actual = splitOrigin(origin);
  return cors.allowOrigins.some(allowed => {
    if (allowed === '*') {
      return true;
    }
    const wanted = splitOrigin(allowed);
    return (
      actual !== undefined &&
      wanted !== undefined &&
      wanted.scheme === actual.scheme &&
      wanted.port === actual.port &&
      isHostAllowed(wanted.host, actual.host)
    );
  });
}

function isHostAllowed(wanted: string, actual: string): boolean {
  return wanted.startsWith('*')
    ? actual.length > wanted.length - 1 && actual.endsWith(wanted.slice(1))
    : wanted === actual;
}

function splitOrigin(
  origin: string,
): { scheme: string; host: string; port: string } | undefined {
  const [, scheme, host, port] =
    /^(https?):\/\/([^:/]+)(?::(\d+))?$/.exec(origin.toLowerCase()) ?? [];
  return scheme
    ? { scheme, host, port: port ?? DEFAULT_PORTS[scheme] }
    : undefined;
}
