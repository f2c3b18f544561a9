import type { HostRow } from '@portolan/plugin-traffic-common';

/** What the reader of the hosts page chose; `owner` may be NOBODY. */
export interface HostFilter {
  owner?: string;
  cluster?: string;
}

/** Stands for hosts without an owner; no entity reference looks like it. */
export const NOBODY = 'nobody';

const FIELDS = ['owner', 'cluster'] as const;

export function parseHostFilter(query: URLSearchParams): HostFilter {
  return Object.fromEntries(
    FIELDS.flatMap(field => {
      const value = query.get(field);
      return value ? [[field, value]] : [];
    }),
  );
}

/** The address with the choice in it; what else stands in the address stays. */
export function writeHostFilter(
  query: URLSearchParams,
  filter: HostFilter,
): URLSearchParams {
  const next = new URLSearchParams(query);
  for (const field of FIELDS) {
    const value = filter[field];
    if (value) {
      next.set(field, value);
    } else {
      next.delete(field);
    }
  }
  return next;
}

export function matchesHost(filter: HostFilter, row: HostRow): boolean {
  const { owner, cluster } = filter;
  const isOwners =
    owner === undefined ||
    (owner === NOBODY ? row.unowned !== null : row.owners.includes(owner));
  return isOwners && (cluster === undefined || row.clusters.includes(cluster));
}
