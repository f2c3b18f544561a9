import { readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { describeMachine } from './describeMachine';
import { engineSection } from './engineSection';
import { hostsSection } from './hostsSection';
import { previewSection } from './previewSection';
import { replaceSection } from './reportPage';
import type { Section } from './Section';
import { sourcesSection } from './sourcesSection';

const SECTIONS: readonly Section[] = [
  sourcesSection,
  previewSection,
  hostsSection,
  engineSection,
];
const REPORT_FILE = resolve(__dirname, '../../docs/benchmarks.md');
const WRITE = '--write';

const tell = (line: string) => process.stdout.write(`${line}\n`);

async function main(args: readonly string[]): Promise<void> {
  const names = args.filter(arg => arg !== WRITE);
  const unknown = names.find(
    name => !SECTIONS.some(each => each.name === name),
  );
  if (unknown !== undefined) {
    throw new Error(
      `There is no section "${unknown}"; the sections are ${SECTIONS.map(
        ({ name }) => name,
      ).join(', ')}, and the only option is ${WRITE}.`,
    );
  }
  const chosen = SECTIONS.filter(
    ({ name }) => names.length === 0 || names.includes(name),
  );
  for (const section of chosen) {
    const machine = describeMachine();
    const day = new Date().toISOString().slice(0, 10);
    const text = `Measured on ${day}: ${machine}. Cluster, portal and clients share these cores, each in a process of its own.

${await section.measure(tell)}`;
    tell(`\n## ${section.title}\n\n${text}`);
    if (args.includes(WRITE)) {
      const page = await readFile(REPORT_FILE, 'utf8');
      await writeFile(
        REPORT_FILE,
        replaceSection(page, SECTIONS, { title: section.title, text }),
      );
    }
  }
}

main(process.argv.slice(2)).then(
  () => process.exit(0),
  error => {
    process.stderr.write(`${error.stack}\n`);
    process.exit(1);
  },
);
