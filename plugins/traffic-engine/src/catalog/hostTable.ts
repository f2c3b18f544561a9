import type { CatalogEntityFacts } from '../ownership/CatalogEntityFacts';

/** Finds by host, as it is or by a wildcard for one label more. */
export interface HostTable<T> {
  find(host: string): readonly T[];
}

/** A table of what each host belongs to; `*.example.com` stands for one label. */
export function createHostTable<T>(
  entries: readonly (readonly [host: string, value: T])[],
): HostTable<T> {
  const byHost = new Map<string, T[]>();
  for (const [host, value] of entries) {
    const values = byHost.get(host) ?? [];
    byHost.set(host, values);
    if (!values.includes(value)) {
      values.push(value);
    }
  }
  return {
    find: host =>
      byHost.get(host) ?? byHost.get(`*${host.slice(host.indexOf('.'))}`) ?? [],
  };
}

/** The hosts that entities say are theirs. */
export function statedHosts(
  entities: readonly CatalogEntityFacts[],
): HostTable<string> {
  return createHostTable(
    entities.flatMap(({ entityRef, hosts = [] }) =>
      hosts.map(host => [host, entityRef] as const),
    ),
  );
}

/** The hosts that the definitions of APIs name as their servers. */
export function apiHosts(
  entities: readonly CatalogEntityFacts[],
): HostTable<string> {
  return createHostTable(
    entities.flatMap(({ entityRef, apiHosts: hosts = [] }) =>
      hosts.map(host => [host, entityRef] as const),
    ),
  );
}
