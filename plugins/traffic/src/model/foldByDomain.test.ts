import { fixtureDependency } from '@portolan/plugin-traffic-common/fixtures';
import { foldByDomain } from './foldByDomain';
import { groupDependencies } from './groupDependencies';

function groupsOf(hosts: readonly string[]) {
  return groupDependencies(
    hosts.map(host =>
      fixtureDependency('eu', {
        destination: { kind: 'host', host },
        destinationGroup: host.split('.').slice(-2).join('.'),
      }),
    ),
  );
}

const rowsOf = (hosts: readonly string[], open: readonly string[] = []) =>
  foldByDomain(groupsOf(hosts), new Set(open)).map(row =>
    row.kind === 'domain'
      ? `${row.domain} (${row.groups.length})`
      : JSON.stringify(row.group.dependencies[0].destination),
  );

const host = (name: string) => JSON.stringify({ kind: 'host', host: name });
const MANY = [
  'a.one.example',
  ...[1, 2, 3, 4, 5, 6, 7, 8].map(each => `h.other${each}.example`),
  'b.one.example',
];

describe('foldByDomain', () => {
  it('leaves few rows as they are', () => {
    expect(rowsOf(['a.one.example', 'b.one.example'])).toEqual([
      host('a.one.example'),
      host('b.one.example'),
    ]);
  });

  it('puts the destinations of one domain into the place of the first, where rows are many', () => {
    const rows = rowsOf(MANY);
    expect(rows).toHaveLength(9);
    expect(rows[0]).toBe('one.example (2)');
    expect(rows[1]).toBe(host('h.other1.example'));
  });

  it('has the destinations of an open domain follow it', () => {
    expect(rowsOf(MANY, ['one.example']).slice(0, 4)).toEqual([
      'one.example (2)',
      host('a.one.example'),
      host('b.one.example'),
      host('h.other1.example'),
    ]);
  });
});
