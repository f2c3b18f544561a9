import { takeTurns } from './takeTurns';

function* busySteps(steps: number, msEach: number): Generator<void, number> {
  for (let step = 0; step < steps; step++) {
    const endsAt = performance.now() + msEach;
    while (performance.now() < endsAt);
    yield;
  }
  return steps;
}

describe('takeTurns', () => {
  it('returns what the steps come to', async () => {
    expect(await takeTurns(busySteps(5, 0))).toBe(5);
  });

  it('lets others have the event loop while it goes on', async () => {
    const order: string[] = [];
    const work = takeTurns(busySteps(10, 5)).then(() => order.push('work'));
    setImmediate(() => order.push('somebody else'));
    await work;
    expect(order).toEqual(['somebody else', 'work']);
  });

  it('fails as its steps do', async () => {
    // eslint-disable-next-line require-yield
    function* failing(): Generator<void, never> {
      throw new Error('no model');
    }
    await expect(takeTurns(failing())).rejects.toThrow('no model');
  });
});
