import {
  fixtureBackend,
  fixtureRef,
  fixtureRoute,
} from '@portolan/plugin-traffic-common/fixtures';
import { groupRoutes } from './groupRoutes';

describe('groupRoutes', () => {
  it('makes one group of a URL in several clusters, sorted by cluster', () => {
    const groups = groupRoutes([fixtureRoute('us'), fixtureRoute('eu')]);
    expect(groups).toHaveLength(1);
    expect(groups[0].routes.map(route => route.cluster)).toEqual(['eu', 'us']);
    expect(groups[0].differences).toEqual([]);
  });

  it('names in what the clusters differ and takes the worst verdict', () => {
    const [group] = groupRoutes([
      fixtureRoute('eu'),
      fixtureRoute('us', {
        backends: [fixtureBackend('us', 'shop/cart-v2')],
        predicted: { state: 'degraded', reasons: [] },
        exposure: 'internal',
      }),
    ]);
    expect(group.differences).toEqual(['verdict', 'backends', 'exposure']);
    expect(group.state).toBe('degraded');
  });

  it('does not call ready endpoints a difference', () => {
    const [group] = groupRoutes([
      fixtureRoute('eu'),
      fixtureRoute('us', {
        backends: [
          fixtureBackend('us', 'shop/cart', {
            endpoints: { state: 'known', ready: 1, total: 1 },
          }),
        ],
      }),
    ]);
    expect(group.differences).toEqual([]);
  });

  it('keeps another method or header apart', () => {
    const match = {
      path: { type: 'PathPrefix', value: '/cart' },
      method: 'POST',
      headers: [],
      queryParams: [],
    } as const;
    expect(
      groupRoutes([
        fixtureRoute('eu'),
        fixtureRoute('eu', {
          id: 'post',
          match: { ...match, headers: [], queryParams: [] },
        }),
      ]),
    ).toHaveLength(2);
  });

  it('hides no route when one cluster has a URL twice', () => {
    const internal = fixtureRoute('eu', {
      id: 'second',
      entry: {
        kind: 'listener',
        gateway: fixtureRef('eu', 'Gateway', 'infra/internal'),
        listener: 'https',
        className: 'edge',
        controller: null,
      },
    });
    const copy = fixtureRoute('eu', {
      id: 'third',
      object: fixtureRef('eu', 'HTTPRoute', 'shop/copy'),
    });
    const routes = [fixtureRoute('eu'), fixtureRoute('us'), internal, copy];
    const groups = groupRoutes(routes);
    expect(groups.flatMap(group => group.routes)).toHaveLength(4);
    expect(groups).toHaveLength(3);
    expect(new Set(groups.map(({ id }) => id)).size).toBe(3);
  });
});
