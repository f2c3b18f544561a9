import type { RouteVerdict } from '@portolan/plugin-traffic-common';
import {
  isWildcard,
  nameOf,
  SETTINGS,
  type Claim,
  type Setting,
} from './claims';
import type { RouteFact } from './RouteFact';

/** The settings that the routers of some Routes may have: one that has admitted a wildcard allows them. */
export function settingsOf(routes: readonly RouteFact[]): readonly Setting[] {
  const allows = routes.some(
    route =>
      isWildcard(route) &&
      route.routers.some(({ admitted }) => admitted === 'True'),
  );
  return SETTINGS.filter(({ hasWildcards }) => hasWildcards || !allows);
}

/** The verdict on a claim; what differs by a setting is not known. */
export function judgeClaim(
  fact: RouteFact,
  claim: Claim,
  settings: readonly Setting[],
): RouteVerdict {
  const rivals = settings.flatMap(setting => claim.get(setting) ?? []);
  const [rival] = rivals.filter(other => other !== fact);
  if (rivals.length === 0) {
    return { state: 'serving', reasons: [] };
  }
  if (rivals.length === settings.length && rival) {
    const params = { by: nameOf(rival) };
    return { state: 'detached', reasons: [{ code: 'Shadowed', params }] };
  }
  const of = (isStrict: boolean) =>
    Boolean(
      settings
        .filter(each => each.isStrict === isStrict && each.hasWildcards)
        .some(each => claim.get(each)),
    );
  const isOwnership = of(true) !== of(false);
  return {
    state: 'unknown',
    reasons: [
      {
        code: 'DependsOnSetting',
        params: {
          kind: 'host',
          name: rival
            ? `${fact.host.value}, which ${nameOf(rival)} claims`
            : fact.host.value,
          setting: isOwnership ? 'namespaceOwnership' : 'wildcardPolicy',
        },
      },
    ],
  };
}
