import {
  isRecord,
  readList,
  readNumber,
  readRecord,
  readText,
  type UnknownRecord,
} from '../snapshot/read';
import { fault, faultInList, firstFault, type SpecFault } from './Fault';
import { faultOfHost } from './faultOfHost';
import { faultOfPolicyRefs, faultOfRoute } from './faultOfRoute';
import { faultOfUpstreams, upstreamNames } from './faultOfUpstreams';

const REDIRECT_CODES = [301, 302, 307, 308];

/** What the controller refuses a whole VirtualServer for, as far as it is told here; null for none. */
export function faultOfVirtualServer(spec: UnknownRecord): SpecFault | null {
  const upstreams = readList(spec, 'upstreams');
  const redirect = readRecord(readRecord(spec, 'tls'), 'redirect');
  const code = readNumber(redirect, 'code');
  const basedOn = readText(redirect, 'basedOn') ?? '';
  return firstFault(
    () => faultOfHost(readText(spec, 'host') ?? ''),
    () =>
      code !== undefined && !REDIRECT_CODES.includes(code)
        ? fault('spec.tls.redirect.code', `${code} is no redirect`)
        : null,
    () =>
      ['', 'scheme', 'x-forwarded-proto'].includes(basedOn)
        ? null
        : fault('spec.tls.redirect.basedOn', `${basedOn} is not known`),
    () => faultOfPolicyRefs(spec, 'spec'),
    () => faultOfUpstreams(upstreams),
    () =>
      faultOfRoutes(readList(spec, 'routes'), {
        path: 'spec.routes',
        upstreams: upstreamNames(upstreams),
        mayDelegate: true,
      }),
  );
}

/** The same of a VirtualServerRoute by itself. */
export function faultOfVirtualServerRoute(
  spec: UnknownRecord,
): SpecFault | null {
  const upstreams = readList(spec, 'upstreams');
  const subroutes = readList(spec, 'subroutes');
  const [first] = subroutes;
  return firstFault(
    () => faultOfHost(readText(spec, 'host') ?? ''),
    () => faultOfUpstreams(upstreams),
    () =>
      faultInList(subroutes, (route, index) =>
        categoryOf(route) === categoryOf(first)
          ? null
          : fault(
              `spec.subroutes[${index}].path`,
              'all subroutes must be of one kind of path',
            ),
      ),
    () =>
      faultOfRoutes(subroutes, {
        path: 'spec.subroutes',
        upstreams: upstreamNames(upstreams),
        mayDelegate: false,
      }),
  );
}

function categoryOf(route: unknown): string {
  return /^(?:~|=|\^~)/.exec(readText(route, 'path') ?? '')?.[0] ?? '';
}

function faultOfRoutes(
  routes: readonly unknown[],
  options: {
    path: string;
    upstreams: ReadonlySet<string>;
    mayDelegate: boolean;
  },
): SpecFault | null {
  const paths = new Set<string>();
  return faultInList(routes, (route, index) => {
    const at = `${options.path}[${index}]`;
    const found = faultOfRoute(isRecord(route) ? route : {}, {
      ...options,
      path: at,
    });
    const path = readText(route, 'path') ?? '';
    const isTwice = paths.has(path);
    paths.add(path);
    return (
      found ??
      (isTwice ? fault(`${at}.path`, `two routes have the path ${path}`) : null)
    );
  });
}
