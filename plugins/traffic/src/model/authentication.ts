import type { PolicyAspect, Route } from '@portolan/plugin-traffic-common';
import type { RouteGroup } from './groupRoutes';
import { worstOf } from './worst';

/** Whether callers must show who they are; what deserves attention first. */
export const AUTHENTICATIONS = ['none-seen', 'unknown', 'required'] as const;
export type Authentication = (typeof AUTHENTICATIONS)[number];

const IDENTIFYING: ReadonlySet<PolicyAspect> = new Set([
  'authentication',
  'client-certificate',
]);

/** What the policies of one route say; a policy that is there and could not be read leaves it unknown. */
export function authenticationOf({ policies }: Route): Authentication {
  const states = policies
    .filter(({ aspect }) => IDENTIFYING.has(aspect))
    .map(({ state }) => state);
  if (states.includes('in-force')) {
    return 'required';
  }
  return states.includes('unknown') || states.includes('not-interpreted')
    ? 'unknown'
    : 'none-seen';
}

/** What holds for a URL where the internet reaches it, the worst of its clusters; undefined where it does not. */
export function internetAuthenticationOf({
  routes,
}: RouteGroup): Authentication | undefined {
  const open = routes.filter(({ exposure }) => exposure === 'internet');
  return open.length === 0
    ? undefined
    : worstOf(open.map(authenticationOf), AUTHENTICATIONS);
}
