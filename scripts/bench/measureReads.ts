import type { Portal } from './Portal';

/** The latency of each of so many reads, by so many clients at the same time, each asking for another entity every time. */
export async function measureReads(options: {
  portal: Portal;
  names: readonly string[];
  pathOf: (name: string) => string;
  clients: number;
  reads: number;
}): Promise<number[]> {
  const { portal, names, pathOf, clients, reads } = options;
  const samples: number[] = [];
  let next = 0;
  const work = async () => {
    while (next < reads) {
      const name = names[(next * 7) % names.length];
      next += 1;
      const at = performance.now();
      const { status } = await portal.get(pathOf(name));
      samples.push(performance.now() - at);
      if (status !== 200) {
        throw new Error(`${pathOf(name)} was answered with ${status}.`);
      }
    }
  };
  await Promise.all(Array.from({ length: clients }, work));
  return samples;
}
