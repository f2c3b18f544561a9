import type { Section } from './Section';

const INTRODUCTION = `# Benchmarks

\`yarn bench\` measures everything, \`yarn bench preview\` one section; with \`--write\` this page is renewed, a section at a
time. Nothing here is asserted by a test: figures move with the machine. Compare the ratios first.
`;

/** The page with a section in place of its earlier self; the other sections stay as they are. */
export function replaceSection(
  page: string,
  sections: readonly Section[],
  renewed: { title: string; text: string },
): string {
  const written = readSections(page);
  written.set(renewed.title, renewed.text.trim());
  return [
    INTRODUCTION,
    ...sections.flatMap(({ title }) => {
      const text = written.get(title);
      return text === undefined ? [] : [`## ${title}\n\n${text}\n`];
    }),
  ].join('\n');
}

function readSections(page: string): Map<string, string> {
  const [, ...parts] = page.split(/^## /m);
  return new Map(
    parts.map(part => {
      const end = part.indexOf('\n');
      return [part.slice(0, end).trim(), part.slice(end).trim()];
    }),
  );
}
