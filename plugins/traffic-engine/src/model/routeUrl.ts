import type { Host, Route, RouteMatch } from '@portolan/plugin-traffic-common';

const DEFAULT_PORTS: Readonly<Partial<Record<Route['scheme'], number>>> = {
  http: 80,
  https: 443,
};

/**
 * The URL of a route for people: `https://shop.example.com/api/*`. It is concrete, that is, it can be opened as it is, only
 * for one exact host and one exact path.
 */
export function routeUrl(route: {
  scheme: Route['scheme'];
  host: Host;
  port: number | null;
  path: RouteMatch['path'];
}): { url: string; isConcreteUrl: boolean } {
  const { scheme, host, port, path } = route;
  const authority = host.kind === 'any' ? '*' : host.value;
  const suffix =
    port === null || port === DEFAULT_PORTS[scheme] ? '' : `:${port}`;
  const isHttp = scheme === 'http' || scheme === 'https';
  return {
    url: `${scheme}://${authority}${suffix}${isHttp ? pathText(path) : ''}`,
    isConcreteUrl: isHttp && host.kind === 'exact' && path?.type === 'Exact',
  };
}

function pathText(path: RouteMatch['path']): string {
  switch (path?.type) {
    case 'Exact':
      return path.value;
    case 'PathPrefix':
      return `${path.value.replace(/\/+$/, '')}/*`;
    case 'RegularExpression':
      return `/{${path.value}}`;
    case 'ImplementationSpecific':
      return `${path.value}…`;
    default:
      return '/*';
  }
}
