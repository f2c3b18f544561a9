import { readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { FINDING_CODES } from '@portolan/plugin-traffic-common';
import { analyze } from '../analyze/analyze';
import { readCheckDoc } from '../testing/CheckDoc';
import { listCheckFaults, listExampleFaults } from '../testing/checkContract';
import { keepFile } from '../testing/keepFile';
import { listFolders } from '../testing/listScenarios';
import { renderFindingsDocs } from '../testing/renderFindingsDocs';
import { CHECKS } from '.';

const docOf = (id: string) =>
  readCheckDoc(readFileSync(join(__dirname, id, 'doc.md'), 'utf8'));
const docsFolder = resolve(__dirname, '../../../../docs/findings');

describe('checks', () => {
  it('are the folders, each once', () => {
    const ids = CHECKS.map(check => check.id);
    expect([...ids].sort()).toEqual(
      listFolders(__dirname).map(folder => basename(folder)),
    );
  });

  it('are sorted by code, and no two have the same', () => {
    const codes = CHECKS.map(check => check.code);
    expect(codes).toEqual([...new Set(codes)].sort());
  });

  it('have codes that translations know: add a new one to traffic-common/src/wire/findingCodes.ts', () => {
    expect([...FINDING_CODES]).toEqual(CHECKS.map(check => check.code));
  });

  it.each(CHECKS.map(check => ({ id: check.id, check })))(
    '$id keeps the contract',
    ({ id, check }) => {
      expect(listCheckFaults(check, docOf(id))).toEqual([]);
    },
  );

  it.each(
    CHECKS.flatMap(check =>
      docOf(check.id).examples.map((example, index) => ({
        id: check.id,
        kind: example.kind,
        index,
        check,
        example,
      })),
    ),
  )('$id: example $index is $kind', ({ check, example }) => {
    const result = analyze([{ text: example.text }]);
    expect(listExampleFaults(check, example, result)).toEqual([]);
  });

  it.each([...renderFindingsDocs(CHECKS.map(check => docOf(check.id)))])(
    'docs/findings/%s is what doc.md says',
    (file, text) => {
      expect(keepFile(join(docsFolder, file), text)).toBe(text);
    },
  );
});
