import { readOnce } from '../../../../snapshot/readOnce';
import type { Claim, NginxServer } from './servers';

/**
 * Paths of type Prefix that differ by the last slash alone: the controller writes one location for both, and NGINX refuses the
 * whole configuration (`duplicate location`; location.go, updateServerLocations). Its webhook refuses the second Ingress; without
 * that nothing changes any more in NGINX. By the claim, the other one. Expressions are written as they are and never clash.
 */
export const clashesOf = readOnce(
  ({ locations, regexBy }: NginxServer): ReadonlyMap<Claim, Claim> => {
    const byPath = new Map(
      locations
        .filter(
          ({ claim: { path, pathType } }) =>
            regexBy === null && pathType === 'Prefix' && path !== '/',
        )
        .map(({ claim }) => [claim.path, claim]),
    );
    return new Map(
      [...byPath].flatMap(([path, claim]): [Claim, Claim][] => {
        const other = byPath.get(`${path}/`);
        return other
          ? [
              [claim, other],
              [other, claim],
            ]
          : [];
      }),
    );
  },
);
