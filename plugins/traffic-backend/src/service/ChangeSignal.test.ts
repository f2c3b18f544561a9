import { mockServices } from '@backstage/backend-test-utils';
import { ChangeSignal } from './ChangeSignal';

describe('ChangeSignal', () => {
  const publish = jest.fn();
  const logger = mockServices.logger.mock();
  let signal: ChangeSignal;

  beforeEach(() => {
    jest.useFakeTimers();
    jest.resetAllMocks();
    publish.mockResolvedValue(undefined);
    signal = new ChangeSignal({ signals: { publish }, logger });
  });

  afterEach(() => {
    signal.stop();
    jest.useRealTimers();
  });

  it('tells the first change at once, to everyone, without a fact', () => {
    signal.tell();
    expect(publish.mock.calls).toEqual([
      [
        {
          recipients: { type: 'broadcast' },
          channel: 'traffic',
          message: { type: 'changed' },
        },
      ],
    ]);
  });

  it('tells many changes at most twice a second and never loses the last', () => {
    for (let change = 0; change < 100; change++) {
      signal.tell();
      jest.advanceTimersByTime(10);
    }
    const duringTheSecond = publish.mock.calls.length;
    expect(duringTheSecond).toBeLessThanOrEqual(3);
    jest.advanceTimersByTime(1_000);
    expect(publish).toHaveBeenCalledTimes(3);
    jest.advanceTimersByTime(10_000);
    expect(publish).toHaveBeenCalledTimes(3);
  });

  it('survives a signal service that fails', async () => {
    publish.mockRejectedValue(new Error('no events backend'));
    signal.tell();
    await jest.advanceTimersByTimeAsync(0);
    expect(logger.debug).toHaveBeenCalledWith(
      expect.stringContaining('they poll'),
    );
  });

  it('is silent after the stop', () => {
    signal.tell();
    signal.tell();
    signal.stop();
    jest.advanceTimersByTime(10_000);
    expect(publish).toHaveBeenCalledTimes(1);
  });
});
