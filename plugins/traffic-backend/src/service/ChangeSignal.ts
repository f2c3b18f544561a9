import type { LoggerService } from '@backstage/backend-plugin-api';
import type { SignalsService } from '@backstage/plugin-signals-node';
import {
  TRAFFIC_SIGNAL_CHANNEL,
  type TrafficSignal,
} from '@portolan/plugin-traffic-common';

const SHORTEST_PAUSE_MS = 500;

/**
 * Tells every open page that something changed, at most twice a second: at once after a pause, and once more at its end
 * when there was more. The signal carries no fact; pages read again under their own permission.
 */
export class ChangeSignal {
  readonly #signals: SignalsService;
  readonly #logger: LoggerService;
  #pause: NodeJS.Timeout | undefined;
  #again = false;

  constructor(options: { signals: SignalsService; logger: LoggerService }) {
    this.#signals = options.signals;
    this.#logger = options.logger;
  }

  tell(): void {
    if (this.#pause) {
      this.#again = true;
      return;
    }
    this.#again = false;
    this.#pause = setTimeout(() => this.#endPause(), SHORTEST_PAUSE_MS);
    this.#pause.unref();
    const message: TrafficSignal = { type: 'changed' };
    this.#signals
      .publish({
        recipients: { type: 'broadcast' },
        channel: TRAFFIC_SIGNAL_CHANNEL,
        message,
      })
      .catch(error =>
        this.#logger.debug(
          `Open pages could not be told of a change (${error.name}); they poll.`,
        ),
      );
  }

  stop(): void {
    clearTimeout(this.#pause);
    this.#pause = undefined;
    this.#again = false;
  }

  #endPause(): void {
    this.#pause = undefined;
    if (this.#again) {
      this.tell();
    }
  }
}
