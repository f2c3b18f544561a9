import type {
  Route,
  RouteVerdict,
  Dependency,
  Severity,
} from '@portolan/plugin-traffic-common';
import {
  AUTHENTICATIONS,
  internetAuthenticationOf,
  type Authentication,
} from './authentication';
import {
  CERTIFICATE_STANDINGS,
  standingOfGroup,
  type CertificateStanding,
} from './certificateStanding';
import { PERMISSIONS, type DependencyGroup } from './groupDependencies';
import { SEVERITIES, type FindingGroup } from './groupFindings';
import { ROUTE_STATES, type RouteGroup } from './groupRoutes';

export const EXPOSURES: ReadonlyArray<Route['exposure']> = [
  'internet',
  'internal',
  'mesh',
  'unknown',
];
export const TLS_MODES: ReadonlyArray<Route['tls']['mode']> = [
  'terminate',
  'passthrough',
  'none',
];

/** What the reader chose in the summary: one value per question, or none. */
export interface TrafficFilter {
  health?: RouteVerdict['state'];
  exposure?: Route['exposure'];
  tls?: Route['tls']['mode'];
  certificate?: CertificateStanding;
  /** Of what the internet reaches. */
  authentication?: Authentication;
  severity?: Severity;
  permitted?: Dependency['permitted']['verdict'];
}

const VALUES = {
  health: ROUTE_STATES,
  exposure: EXPOSURES,
  tls: TLS_MODES,
  certificate: CERTIFICATE_STANDINGS,
  authentication: AUTHENTICATIONS,
  severity: SEVERITIES,
  permitted: PERMISSIONS,
} as const;

/** The questions, by their names in the page's address. */
const FILTER_NAMES = [
  'health',
  'exposure',
  'tls',
  'certificate',
  'authentication',
  'severity',
  'permitted',
] as const satisfies ReadonlyArray<keyof TrafficFilter>;

/** The filter in the query of the page's address; values that mean nothing are left out. */
export function parseFilter(query: URLSearchParams): TrafficFilter {
  return {
    health: VALUES.health.find(value => value === query.get('health')),
    exposure: VALUES.exposure.find(value => value === query.get('exposure')),
    tls: VALUES.tls.find(value => value === query.get('tls')),
    certificate: VALUES.certificate.find(
      value => value === query.get('certificate'),
    ),
    authentication: VALUES.authentication.find(
      value => value === query.get('authentication'),
    ),
    severity: VALUES.severity.find(value => value === query.get('severity')),
    permitted: VALUES.permitted.find(value => value === query.get('permitted')),
  };
}

/** The query with the filter in it; parameters of others stay. */
export function writeFilter(
  query: URLSearchParams,
  filter: TrafficFilter,
): URLSearchParams {
  const next = new URLSearchParams(query);
  for (const name of FILTER_NAMES) {
    const value = filter[name];
    if (value) {
      next.set(name, value);
    } else {
      next.delete(name);
    }
  }
  return next;
}

/** Whether a URL fits at a moment; it does when it fits in one of its clusters. */
export function matchesRoute(
  filter: TrafficFilter,
  group: RouteGroup,
  nowMs: number,
) {
  const fits = (test: (route: Route) => boolean) => group.routes.some(test);
  return (
    (!filter.health || filter.health === group.state) &&
    (!filter.exposure ||
      fits(({ exposure }) => exposure === filter.exposure)) &&
    (!filter.tls || fits(({ tls }) => tls.mode === filter.tls)) &&
    (!filter.certificate ||
      filter.certificate === standingOfGroup(group, nowMs)) &&
    (!filter.authentication ||
      filter.authentication === internetAuthenticationOf(group))
  );
}

/** Whether a dependency fits. */
export function matchesDependency(
  filter: TrafficFilter,
  group: DependencyGroup,
) {
  return !filter.permitted || filter.permitted === group.permission;
}

/** Whether a finding fits. */
export function matchesFinding(filter: TrafficFilter, group: FindingGroup) {
  return !filter.severity || filter.severity === group.finding.severity;
}
