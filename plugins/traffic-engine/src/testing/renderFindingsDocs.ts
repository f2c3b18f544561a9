import type { CheckDoc } from './CheckDoc';

const NOTICE =
  '<!-- Generated from the doc.md of the check. Change that file, then run the tests of the engine with PORTOLAN_UPDATE_SCENARIOS=1. -->';

/** The pages of docs/findings by file name: one for each check, and a list of them. */
export function renderFindingsDocs(
  docs: readonly CheckDoc[],
): ReadonlyMap<string, string> {
  const rows = docs.map(
    ({ code, severity, title }) =>
      `| [${code}](./${code}.md) | ${severity} | ${title} |\n`,
  );
  return new Map([
    [
      'README.md',
      [
        NOTICE,
        '',
        '# Findings',
        '',
        'What Portolan reports about traffic, one page for each code. A finding is raised once for a cause, and never on what is not',
        "known. When the controller's own current status says otherwise, the severity is lowered by one and the finding says so.",
        '',
        '| code | severity | title |',
        '|---|---|---|',
        `${rows.join('')}`,
      ].join('\n'),
    ],
    ...docs.map(({ code, title, severity, since, body }): [string, string] => [
      `${code}.md`,
      [
        NOTICE,
        '',
        `# ${code} ${title}`,
        '',
        `Severity: ${severity} · since ${since}`,
        body.replace(/^```yaml (broken|fixed)$/gm, '```yaml'),
      ].join('\n'),
    ]),
  ]);
}
