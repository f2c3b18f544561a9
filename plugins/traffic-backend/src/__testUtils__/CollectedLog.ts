import {
  coreServices,
  createServiceFactory,
  type RootLoggerService,
} from '@backstage/backend-plugin-api';
import { inspect } from 'node:util';

export interface LogLine {
  readonly level: 'error' | 'warn' | 'info' | 'debug';
  readonly plugin: string;
  readonly text: string;
}

/** Every line that a backend logs, debug included, with all that was attached to it. */
export class CollectedLog {
  readonly lines: LogLine[] = [];

  /** Goes into the features of a test backend. */
  readonly feature = createServiceFactory({
    service: coreServices.rootLogger,
    deps: {},
    factory: () => this.#logger({}),
  });

  #logger(labels: object): RootLoggerService {
    const write =
      (level: LogLine['level']) => (message: string, meta?: object) => {
        const plugin =
          'plugin' in labels ? String(labels.plugin) : 'the backend';
        const text = inspect([message, labels, meta], {
          depth: Infinity,
          maxStringLength: Infinity,
          maxArrayLength: Infinity,
          showHidden: true,
        });
        this.lines.push({ level, plugin, text });
      };
    return {
      error: write('error'),
      warn: write('warn'),
      info: write('info'),
      debug: write('debug'),
      child: more => this.#logger({ ...labels, ...more }),
    };
  }
}
