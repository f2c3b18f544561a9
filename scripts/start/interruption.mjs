import { endWithParent } from './endWithParent.cjs';

/**
 * Hears Ctrl-C, a request to end, and the closing of the terminal.
 * @returns {{ signal: AbortSignal, abort: () => void, happened: Promise<void> }}
 */
export function listenForInterruption({ supervisor, report }) {
  const controller = new AbortController();
  const happened = new Promise(resolve => {
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
      process.on(name, () => {
        // npm passes a Ctrl-C on that the terminal sent to everyone already: several in a row are one.
        if (!controller.signal.aborted) {
          report.print('');
          report.note('Ending the demo …');
          controller.abort();
          resolve();
        }
      });
    }
  });
  // npm's shell ends without passing a request to end on to us.
  endWithParent('SIGTERM');
  // Whatever ends this process, nothing outlives it.
  process.on('exit', () => supervisor.kill());
  return {
    signal: controller.signal,
    abort: () => controller.abort(),
    happened,
  };
}
