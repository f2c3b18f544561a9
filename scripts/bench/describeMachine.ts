import { cpus, loadavg, release, totalmem, type } from 'node:os';

/** What a reader must know of the machine, and of what else it did, to compare its figures with others. */
export function describeMachine(): string {
  const [first] = cpus();
  const gigabytes = Math.round(totalmem() / 1024 ** 3);
  return [
    `${cpus().length} cores (${first?.model.trim() ?? 'of an unknown model'})`,
    `${gigabytes} GiB of memory`,
    `${type()} ${release()}`,
    `Node ${process.version}`,
    `load average ${loadavg()[0].toFixed(1)} before the run`,
  ].join(', ');
}
