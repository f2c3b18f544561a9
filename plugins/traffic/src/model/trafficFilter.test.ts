import {
  fixtureDependency,
  fixtureRoute,
} from '@portolan/plugin-traffic-common/fixtures';
import { groupDependencies } from './groupDependencies';
import { groupRoutes } from './groupRoutes';
import {
  matchesDependency,
  matchesRoute,
  parseFilter,
  writeFilter,
} from './trafficFilter';

describe('the filter in the address of the page', () => {
  it('is read as it was written, and leaves other parameters alone', () => {
    const filter = { health: 'failing', permitted: 'denied' } as const;
    const query = writeFilter(new URLSearchParams('tab=x&tls=none'), filter);
    expect(query.toString()).toBe('tab=x&health=failing&permitted=denied');
    expect(parseFilter(query)).toEqual({
      ...filter,
      exposure: undefined,
      tls: undefined,
      certificate: undefined,
      authentication: undefined,
      severity: undefined,
    });
  });

  it('ignores what means nothing', () => {
    expect(parseFilter(new URLSearchParams('health=great&tls=')).health).toBe(
      undefined,
    );
  });
});

const now = new Date('2026-09-15T10:00:00Z');

describe('matching', () => {
  const [group] = groupRoutes([
    fixtureRoute('eu'),
    fixtureRoute('us', {
      exposure: 'internal',
      predicted: { state: 'failing', reasons: [] },
    }),
  ]);
  it.each([
    { filter: {}, fits: true },
    { filter: { health: 'failing' }, fits: true },
    { filter: { health: 'serving' }, fits: false },
    { filter: { exposure: 'internal' }, fits: true },
    { filter: { exposure: 'mesh' }, fits: false },
    { filter: { tls: 'terminate' }, fits: true },
    { filter: { tls: 'none' }, fits: false },
    { filter: { health: 'failing', tls: 'none' }, fits: false },
  ] as const)('a URL and $filter: $fits', ({ filter, fits }) => {
    expect(matchesRoute(filter, group, now.getTime())).toBe(fits);
  });

  it('fits a dependency by its worst answer', () => {
    const [dependency] = groupDependencies([
      fixtureDependency('eu', { destination: { kind: 'anywhere' } }),
    ]);
    expect(matchesDependency({ permitted: 'allowed' }, dependency)).toBe(true);
    expect(matchesDependency({ permitted: 'denied' }, dependency)).toBe(false);
  });
});
