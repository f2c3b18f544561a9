import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';

/** Where the specifications' public test cases lie: beside the checkout, or where PORTOLAN_CONFORMANCE says. */
const CONFORMANCE_FOLDER =
  process.env.PORTOLAN_CONFORMANCE ??
  resolve(__dirname, '../../../../../shared/conformance');

/** The lines of one file of cases; undefined, and a loud sentence, where the folder is not there. */
export function readConformance(
  fileName: string,
): readonly string[] | undefined {
  const path = resolve(CONFORMANCE_FOLDER, fileName);
  if (!existsSync(path)) {
    process.stderr.write(
      `CONFORMANCE NOT RUN: ${fileName} is not in ${CONFORMANCE_FOLDER}. Set PORTOLAN_CONFORMANCE to the folder that has it.\n`,
    );
    return undefined;
  }
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter(line => line.trim() !== '');
}
