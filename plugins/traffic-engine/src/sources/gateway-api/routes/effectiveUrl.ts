import type { Address, Route } from '@portolan/plugin-traffic-common';

const DEFAULT_PORTS: Readonly<Record<string, number>> = {
  http: 80,
  https: 443,
};

/**
 * The URL of a route for people: `*` stands for what a prefix or a wildcard leaves open, braces hold a regular expression.
 * A route for any host is reached at the address of its entry, where that is known.
 */
export function effectiveUrl(
  route: Pick<Route, 'scheme' | 'host' | 'port' | 'match'> & {
    addresses: readonly Address[];
  },
): Pick<Route, 'url' | 'isConcreteUrl'> {
  const { scheme, host, port, match, addresses } = route;
  const [address] = addresses;
  const name =
    host.kind === 'any' ? bracket(address?.value ?? '*') : host.value;
  const suffix =
    port === null || port === DEFAULT_PORTS[scheme] ? '' : `:${port}`;
  const path = pathText(match.path);
  return {
    url: `${scheme}://${name}${suffix}${path.text}`,
    isConcreteUrl:
      path.isConcrete && !name.includes('*') && scheme in DEFAULT_PORTS,
  };
}

function pathText(path: Route['match']['path']): {
  text: string;
  isConcrete: boolean;
} {
  if (!path) {
    return { text: '', isConcrete: true };
  }
  switch (path.type) {
    case 'Exact':
      return { text: path.value, isConcrete: true };
    case 'PathPrefix':
      return {
        text: path.value.endsWith('/') ? `${path.value}*` : `${path.value}/*`,
        isConcrete: false,
      };
    default:
      return { text: `{${path.value}}`, isConcrete: false };
  }
}

/** An IPv6 address needs brackets in a URL. */
function bracket(value: string): string {
  return value.includes(':') ? `[${value}]` : value;
}
