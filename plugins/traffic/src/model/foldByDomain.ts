import {
  PERMISSIONS,
  type DependencyGroup,
  type Permission,
} from './groupDependencies';
import { worstOf } from './worst';

/** From this many rows on, destinations of one domain share a row; fewer can be read one by one. */
const MANY_ROWS = 10;
const MANY_OF_DOMAIN = 2;

/** A row of the ways out: one destination, or several of one registrable domain. */
export type DependencyRow =
  | { kind: 'destination'; id: string; group: DependencyGroup }
  | {
      kind: 'domain';
      id: string;
      domain: string;
      groups: readonly DependencyGroup[];
      permission: Permission;
      isOpen: boolean;
    };

/**
 * The rows of the ways out, in the order given. Where they are many, the destinations of one domain share a row in the place
 * of the first; those of an open domain follow it.
 */
export function foldByDomain(
  groups: readonly DependencyGroup[],
  openDomains: ReadonlySet<string>,
): DependencyRow[] {
  const byDomain = new Map<string, DependencyGroup[]>();
  for (const group of groups.length >= MANY_ROWS ? groups : []) {
    const domain = domainOf(group);
    if (domain) {
      byDomain.set(domain, [...(byDomain.get(domain) ?? []), group]);
    }
  }
  return groups.flatMap((group): DependencyRow[] => {
    const domain = domainOf(group);
    const members = (domain && byDomain.get(domain)) || [];
    if (!domain || members.length < MANY_OF_DOMAIN) {
      return [toRow(group)];
    }
    if (members[0] !== group) {
      return [];
    }
    const isOpen = openDomains.has(domain);
    return [
      {
        kind: 'domain',
        id: `domain ${domain}`,
        domain,
        groups: members,
        permission: worstOf(
          members.map(({ permission }) => permission),
          PERMISSIONS,
        ),
        isOpen,
      },
      ...(isOpen ? members.map(toRow) : []),
    ];
  });
}

function toRow(group: DependencyGroup): DependencyRow {
  return { kind: 'destination', id: group.id, group };
}

function domainOf({ dependencies }: DependencyGroup): string | undefined {
  return dependencies.find(({ destinationGroup }) => destinationGroup)
    ?.destinationGroup;
}
