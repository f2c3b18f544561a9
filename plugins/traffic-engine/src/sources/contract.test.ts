import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { ENGINE } from '../analyze/analyze';
import { kindKey } from '../kinds/KindRef';
import { listFolders, listScenarios } from '../testing/listScenarios';
import { readScenarioInput } from '../testing/runScenario';
import { listReads, listScenarioFaults } from '../testing/sourceContract';
import { SOURCES } from '.';

const scenarios = listScenarios(__dirname);
const inputsOf = (id: string) =>
  scenarios
    .filter(folder => folder.startsWith(join(__dirname, id, 'scenarios')))
    .map(readScenarioInput);

describe('sources', () => {
  it('are the folders, sorted, each once', () => {
    expect(SOURCES.map(source => source.id)).toEqual(
      listFolders(__dirname).map(folder => basename(folder)),
    );
  });

  it.each(SOURCES.map(source => ({ id: source.id, source })))(
    '$id reads the kinds that it declares, and no other',
    ({ id, source }) => {
      const declared = [...source.reads, ...(source.readsIfGiven ?? [])];
      expect(listReads(source, inputsOf(id), ENGINE)).toEqual(
        [...new Set(declared.map(kindKey))].sort(),
      );
    },
  );

  it.each(SOURCES)(
    '$id has a README that says what it leaves out',
    ({ id }) => {
      const file = join(__dirname, id, 'README.md');
      expect(existsSync(file) ? readFileSync(file, 'utf8') : '').toMatch(
        /^## Not translated$/m,
      );
    },
  );

  it.each(
    scenarios.map(folder => ({
      name: folder.slice(__dirname.length + 1),
      folder,
    })),
  )(
    '$name: same answer in any order, and none from not knowing',
    ({ folder }) => {
      expect(listScenarioFaults(readScenarioInput(folder), ENGINE)).toEqual([]);
    },
  );
});
