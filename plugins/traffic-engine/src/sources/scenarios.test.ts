import { basename, dirname, join } from 'node:path';
import { listScenarios } from '../testing/listScenarios';
import { runScenario } from '../testing/runScenario';

const folders = listScenarios(__dirname).map(folder => ({
  folder,
  name: join(basename(dirname(dirname(folder))), basename(folder)),
}));

describe('scenarios', () => {
  it.each(folders)('$name', ({ folder }) => {
    const { actual, expected } = runScenario(folder);
    expect(actual).toBe(expected);
  });
});
