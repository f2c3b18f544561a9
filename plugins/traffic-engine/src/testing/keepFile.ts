import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

const UPDATE_VARIABLE = 'PORTOLAN_UPDATE_SCENARIOS';

/**
 * The committed text of a generated file; '' when there is none. With PORTOLAN_UPDATE_SCENARIOS=1 it is written anew first,
 * which is refused where CI is set: a golden changes in review only.
 */
export function keepFile(file: string, actual: string): string {
  if (process.env[UPDATE_VARIABLE]) {
    if (process.env.CI && process.env.CI !== 'false') {
      throw new Error(
        `${UPDATE_VARIABLE} is refused where CI is set: update goldens on your own machine and review the change.`,
      );
    }
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, actual);
  }
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}
