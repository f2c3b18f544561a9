import type { AskedRequest } from './AskedRequest';

type UrlParts = Pick<
  AskedRequest,
  'scheme' | 'host' | 'port' | 'path' | 'query'
>;

/** The port of a URL that names none; null where the scheme has none of its own. */
const DEFAULT_PORTS: Readonly<Record<AskedRequest['scheme'], number | null>> = {
  http: 80,
  https: 443,
  grpc: 80,
  grpcs: 443,
  tls: 443,
  tcp: null,
  udp: null,
};
const WITHOUT_HOST: readonly AskedRequest['scheme'][] = ['tcp', 'udp'];

/** The parts of a URL as a client sends them: an international name in its ASCII form, dot segments resolved. */
export function readUrl(text: string): UrlParts | { readonly problem: string } {
  const url = text.trim();
  const [, schemeText, rest] =
    /^([a-z][a-z0-9+.-]*):\/\/(.*)$/is.exec(url) ?? [];
  if (schemeText === undefined) {
    return {
      problem: `"${url}" is no URL: write one with its scheme, such as https://shop.example.com/cart.`,
    };
  }
  const scheme = schemeText.toLowerCase();
  if (!isScheme(scheme)) {
    return {
      problem: `The scheme of "${url}" is ${scheme}; what can be asked about is ${Object.keys(
        DEFAULT_PORTS,
      ).join(', ')}.`,
    };
  }
  const authority = rest.split(/[/?#]/, 1)[0];
  if (authority.includes('@')) {
    return {
      problem:
        'The URL has a user name before its host, which no route looks at: leave it and its password out.',
    };
  }
  const port = readPort(authority, scheme);
  if (typeof port !== 'number') {
    return port;
  }
  const name = authority.replace(/:[^:\]]*$/, '');
  if (name === '' && WITHOUT_HOST.includes(scheme)) {
    return { scheme, host: '', port, path: '/', query: '' };
  }
  // Only the schemes of the web have their hosts brought into ASCII, so every URL is read as one of these.
  const parsed = parseWebUrl(`http://${name}${rest.slice(authority.length)}`);
  if (!parsed || name === '') {
    return {
      problem: `"${name}" in "${url}" is no host: write a name such as shop.example.com, or an IP address.`,
    };
  }
  const host = parsed.hostname.replace(/^\[|\]$/g, '');
  if (host.includes('*')) {
    return {
      problem: `"${name}" is a pattern: a request names one host, such as ${host.replace(
        /\*/g,
        'shop',
      )}.`,
    };
  }
  return {
    scheme,
    host,
    port,
    path: parsed.pathname,
    query: parsed.search.slice(1),
  };
}

function readPort(
  authority: string,
  scheme: AskedRequest['scheme'],
): number | { problem: string } {
  const written = /:([^:\]]*)$/.exec(authority)?.[1] ?? '';
  if (written === '') {
    return (
      DEFAULT_PORTS[scheme] ?? {
        problem: `${scheme} has no port of its own: write one, as in ${scheme}://:5432.`,
      }
    );
  }
  const port = Number(written);
  return /^\d+$/.test(written) && port >= 1 && port <= 65535
    ? port
    : { problem: `A port lies between 1 and 65535; this is "${written}".` };
}

function parseWebUrl(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}

function isScheme(text: string): text is AskedRequest['scheme'] {
  return Object.prototype.hasOwnProperty.call(DEFAULT_PORTS, text);
}
