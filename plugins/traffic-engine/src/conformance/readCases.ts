import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';

const FOLDER =
  process.env.PORTOLAN_CONFORMANCE ??
  resolve(__dirname, '../../../../../shared/conformance');

/**
 * The public test cases of one file, or undefined, said loudly, where the folder is not there: `PORTOLAN_CONFORMANCE`, else
 * `../shared/conformance` beside the checkout.
 */
export function readCases(file: string): readonly unknown[] | undefined {
  const path = resolve(FOLDER, file);
  if (!existsSync(path)) {
    process.stderr.write(
      `\nCONFORMANCE NOT RUN: ${file} is not there. Set PORTOLAN_CONFORMANCE to the folder that holds it.\n\n`,
    );
    return undefined;
  }
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter(line => line.trim() !== '')
    .map((line): unknown => JSON.parse(line));
}
