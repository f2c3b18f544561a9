import type { Reason } from '@portolan/plugin-traffic-common';
import { groupBy } from '../../../snapshot/groupBy';
import type { Router } from './Router';

/** Reasons for which Traefik makes no router of a rule; for all others it makes one that does not work. */
const NEVER_MADE: readonly Reason['code'][] = [
  'BackendNotFound',
  'BackendPortNotFound',
  'NotAllowedBySetting',
  'IngressClassUnclaimed',
];

/**
 * Of entries with the same rule in one object Traefik keeps the last, since it names routers by their object and rule. Entries
 * of TCP with several services are left as they are: Traefik adds up what they name.
 */
export function replaceTwins(
  routers: readonly Router[],
  /** How many services each entry names. */
  servicesOf: (router: Router) => number,
): readonly Router[] {
  if (routers.length < 2) {
    return routers;
  }
  const twins = groupBy(
    routers.filter(
      router =>
        router.protocol === 'http' ||
        (router.protocol === 'tcp' && servicesOf(router) === 1),
    ),
    ({ text }) => text ?? '',
  );
  return routers.map(router => {
    const same = twins.get(router.text ?? '') ?? [];
    const position = same.indexOf(router);
    const later = same
      .slice(position + 1)
      .filter(({ parent, door }) => parent === router.parent && isMade(door));
    const last = later.at(-1);
    if (position < 0 || !last || router.door.state === 'detached') {
      return router;
    }
    return { ...router, door: doorUnder(router, last) };
  });
}

function isMade({ state, reasons }: Router['door']): boolean {
  return (
    state !== 'detached' ||
    !reasons.some(({ code }) => NEVER_MADE.includes(code))
  );
}

function doorUnder(router: Router, last: Router): Router['door'] {
  if (last.door.state === 'unknown') {
    const known = router.door.state === 'unknown' ? router.door.reasons : [];
    return {
      state: 'unknown',
      reasons: [...known, ...last.door.reasons],
    };
  }
  const { namespace, name } = last.object;
  return {
    state: 'shadowed',
    reasons: [
      {
        code: 'Shadowed',
        params: { by: `${namespace}/${name} ${last.path}` },
      },
    ],
  };
}
