import {
  fixtureRoute,
  fixtureWorkload,
} from '@portolan/plugin-traffic-common/fixtures';
import type { TrafficModel } from '@portolan/plugin-traffic-engine';
import { keepUnchanged } from './keepUnchanged';

function modelWith(parts: Partial<TrafficModel>): TrafficModel {
  return {
    gateways: [],
    listeners: [],
    attachments: [],
    policies: [],
    routes: [],
    workloads: [fixtureWorkload('eu', 'shop/cart', 'component:default/cart')],
    dependencies: [],
    findings: [],
    problems: [],
    ...parts,
  };
}

const routes = (...ids: string[]) => ids.map(id => fixtureRoute('eu', { id }));

function keep(previous: TrafficModel, next: TrafficModel): TrafficModel {
  const steps = keepUnchanged(previous, next);
  let step = steps.next();
  while (!step.done) {
    step = steps.next();
  }
  return step.value;
}

describe('keepUnchanged', () => {
  it('returns the previous model when nothing has changed', () => {
    const previous = modelWith({ routes: routes('a', 'b') });
    expect(keep(previous, modelWith({ routes: routes('a', 'b') }))).toBe(
      previous,
    );
  });

  it('keeps what is the same beside what is new', () => {
    const previous = modelWith({ routes: routes('a', 'b') });
    const next = modelWith({ routes: routes('a', 'b', 'c') });
    const kept = keep(previous, next);
    expect(kept).toEqual(next);
    expect(kept.routes[0]).toBe(previous.routes[0]);
    expect(kept.routes[2]).toBe(next.routes[2]);
    expect(kept.workloads).toBe(previous.workloads);
  });

  it('takes what has changed under the same name', () => {
    const previous = modelWith({ routes: routes('a') });
    const next = modelWith({
      routes: [fixtureRoute('eu', { id: 'a', exposure: 'internal' })],
    });
    expect(keep(previous, next)).toEqual(next);
  });

  it('follows a new order', () => {
    const previous = modelWith({ routes: routes('a', 'b') });
    const next = modelWith({ routes: routes('b', 'a') });
    expect(keep(previous, next).routes.map(({ id }) => id)).toEqual(['b', 'a']);
  });

  it('forgets what is gone', () => {
    const previous = modelWith({ routes: routes('a', 'b') });
    expect(keep(previous, modelWith({ routes: routes('b') })).routes).toEqual(
      routes('b'),
    );
  });
});
