import type {
  Analysis,
  AnalysisFinding,
} from '@portolan/plugin-traffic-common';
import {
  columns,
  listLeftOut,
  renderRequest,
  renderText,
} from '@portolan/plugin-traffic-engine';
import type { Comparison } from './compareFindings';

/** The result for people: every fact on its line, then how to fix what was found, then a summary. */
export function renderReport(
  analysis: Analysis,
  comparison: Comparison | undefined,
): string {
  const fixes = analysis.findings.map(
    finding =>
      `${columns('fix', finding.code, placeOf(finding), finding.fix)}\n`,
  );
  const changes = comparison
    ? (['introduced', 'fixed', 'unchanged'] as const).flatMap(change =>
        comparison[change].map(
          finding =>
            `${columns(
              change,
              finding.code,
              placeOf(finding),
              finding.message,
            )}\n`,
        ),
      )
    : [];
  return [
    renderText(analysis, { details: true }),
    fixes.join(''),
    changes.join(''),
    ...(analysis.requests ?? []).map(renderRequest),
    summarize(analysis),
  ]
    .filter(part => part !== '')
    .join('\n');
}

function placeOf({ location, at }: AnalysisFinding): string {
  return location?.file
    ? [
        location.file,
        ...(location.line === undefined ? [] : [location.line]),
      ].join(':')
    : `${at.object.kind} ${at.object.namespace}/${at.object.name}`;
}

function summarize(analysis: Analysis): string {
  const { routes, dependencies, findings, problems } = analysis;
  const counts = [
    count(routes.length, 'route', 'routes'),
    count(dependencies.length, 'dependency', 'dependencies'),
    count(findings.length, 'finding', 'findings'),
    count(problems.length, 'problem', 'problems'),
  ].join(', ');
  const { named, others } = listLeftOut(analysis);
  const more =
    others === 0
      ? ''
      : ` (and ${count(
          others,
          'kind of an API',
          'kinds of APIs',
        )} that nothing here is about: see clusters[].kinds in JSON)`;
  const unknown =
    named.length === 0
      ? ''
      : `Not or not wholly in the input, so nothing negative is said of them: ${named.join(
          ', ',
        )}${more}.\n`;
  return `${counts}.\n${unknown}`;
}

function count(number: number, one: string, many: string): string {
  return `${number} ${number === 1 ? one : many}`;
}
