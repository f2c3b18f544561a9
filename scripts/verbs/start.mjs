import { formatSeconds } from '../bootstrap/report.mjs';
import { Supervisor } from '../start/Supervisor.mjs';
import { readDemoSettings } from '../start/demoSettings.mjs';
import { listenForInterruption } from '../start/interruption.mjs';
import { refuseBusyPorts } from '../start/ports.mjs';
import { startDemo } from '../start/startDemo.mjs';
import { welcome } from '../start/welcome.mjs';

/** Starts the demo and stays until Ctrl-C. @returns {Promise<number>} exit code */
export async function run({ root, report, toolchain }) {
  const startedAt = Date.now();
  const settings = readDemoSettings({ root });
  await refuseBusyPorts(settings);

  const supervisor = new Supervisor({ root });
  const interruption = listenForInterruption({ supervisor, report });
  const { signal } = interruption;
  try {
    await Promise.race([
      startDemo({ root, report, toolchain, settings, supervisor, signal }),
      supervisor.death,
      interruption.happened,
    ]);
    if (!signal.aborted) {
      const took = formatSeconds(Date.now() - startedAt);
      welcome({ report, settings, took });
      await Promise.race([supervisor.death, interruption.happened]);
    }
    return 0;
  } finally {
    interruption.abort();
    await supervisor.stop();
    report.note('Everything that the demo started has ended.');
  }
}
