import type { Analysis, Severity } from '@portolan/plugin-traffic-common';
import { CHECKS } from '@portolan/plugin-traffic-engine';

const LEVELS: Readonly<Record<Severity, string>> = {
  error: 'error',
  warning: 'warning',
  info: 'note',
};

/** The findings as a SARIF 2.1.0 log (OASIS), which code hosts show beside the lines of a change. */
export function renderSarif(analysis: Analysis) {
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'portolan',
            rules: CHECKS.map(check => ({
              id: check.code,
              name: check.id,
              shortDescription: { text: check.title },
              defaultConfiguration: { level: LEVELS[check.severity] },
            })),
          },
        },
        results: analysis.findings.map(finding => ({
          ruleId: finding.code,
          level: LEVELS[finding.severity],
          message: { text: `${finding.message} ${finding.fix}` },
          locations: locationsOf(finding),
        })),
      },
    ],
  };
}

function locationsOf({ at, location }: Analysis['findings'][number]) {
  const { object, path } = at;
  const logical = {
    fullyQualifiedName: `${object.cluster}/${object.kind}/${object.namespace}/${object.name}/${path}`,
  };
  const { file, line } = location ?? {};
  return [
    {
      logicalLocations: [logical],
      ...(file !== undefined && {
        physicalLocation: {
          artifactLocation: { uri: file },
          ...(line !== undefined && { region: { startLine: line } }),
        },
      }),
    },
  ];
}
