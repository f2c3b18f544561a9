import type { Analysis, Severity } from '@portolan/plugin-traffic-common';
import { analyze, type AnalysisOptions } from '@portolan/plugin-traffic-engine';
import { compareFindings, type Comparison } from './compareFindings';
import { parseRequests } from './parseRequests';
import { readInputs, type InputPath } from './readInputs';
import { renderReport } from './renderReport';
import { renderSarif } from './renderSarif';
import { EXIT, UsageError, type Terminal } from './Terminal';

/** The flags of `portolan analyze`. */
export interface AnalyzeFlags {
  readonly output: 'text' | 'json' | 'sarif';
  readonly cluster: readonly string[];
  readonly complete: boolean;
  readonly failOn?: Severity;
  readonly baseline?: string;
  readonly request: readonly string[];
  readonly header: readonly string[];
  readonly sni?: string;
  readonly mining: boolean;
  readonly miningExcludeNamespace: readonly string[];
  readonly miningExcludeKey: readonly string[];
  /** ISO time; the time of the run when absent. */
  readonly now?: string;
}

/** `portolan analyze`: reads, resolves, prints; resolves to the exit code. */
export async function analyzeFiles(
  paths: readonly string[],
  flags: AnalyzeFlags,
  terminal: Terminal,
): Promise<number> {
  const inputs: InputPath[] = [
    ...paths.map(path => ({ path })),
    ...flags.cluster.map(parseCluster),
  ];
  if (inputs.length === 0) {
    throw new UsageError(
      'Name at least one file or directory, or - for stdin. See portolan analyze --help.',
    );
  }
  const requests = parseRequests(flags);
  const now = parseNow(flags.now);
  const resolveAll = async (
    from: readonly InputPath[],
    options: AnalysisOptions = {},
  ) =>
    analyze(await readInputs(from, terminal), {
      complete: flags.complete,
      now,
      mining: {
        enabled: flags.mining,
        excludeNamespaces: flags.miningExcludeNamespace,
        excludeKeys: flags.miningExcludeKey,
      },
      ...options,
    });
  const analysis = await resolveAll(
    inputs,
    requests.length > 0 ? { requests } : {},
  );
  const comparison =
    flags.baseline === undefined
      ? undefined
      : compareFindings(
          (await resolveAll([baselineOf(flags.baseline, analysis)])).findings,
          analysis.findings,
        );
  terminal.stdout.write(render(analysis, comparison, flags.output));
  return exceeds(analysis, comparison, flags.failOn) ? EXIT.found : EXIT.ok;
}

/** Files carry no time, and whether a certificate has expired turns on it. */
function parseNow(value: string | undefined): string {
  const now = value === undefined ? new Date() : new Date(value);
  if (Number.isNaN(now.getTime())) {
    throw new UsageError(
      `--now takes a time such as 2026-03-31 or 2026-03-31T12:00:00Z; this is "${value}".`,
    );
  }
  return now.toISOString();
}

/** One cluster is compared with one, whatever each is called: a directory with what runs. */
function baselineOf(path: string, { clusters }: Analysis): InputPath {
  return clusters.length === 1 ? { path, cluster: clusters[0].name } : { path };
}

function parseCluster(value: string): InputPath {
  const [, cluster, path] = /^([^=]+)=(.+)$/.exec(value) ?? [];
  if (cluster === undefined || path === undefined) {
    throw new UsageError(
      `--cluster takes a name and a path, as in --cluster eu=clusters/eu; this is "${value}".`,
    );
  }
  return { cluster, path };
}

function render(
  analysis: Analysis,
  comparison: Comparison | undefined,
  output: AnalyzeFlags['output'],
): string {
  switch (output) {
    case 'json':
      return `${JSON.stringify(
        comparison ? { ...analysis, comparison } : analysis,
        null,
        2,
      )}\n`;
    case 'sarif':
      return `${JSON.stringify(renderSarif(analysis), null, 2)}\n`;
    default:
      return renderReport(analysis, comparison);
  }
}

const SEVERITIES: readonly Severity[] = ['error', 'warning', 'info'];

/** A document that could not be read counts like a finding: what it would have said is not known. */
function exceeds(
  analysis: Analysis,
  comparison: Comparison | undefined,
  failOn: Severity | undefined,
): boolean {
  if (failOn === undefined) {
    return false;
  }
  const limit = SEVERITIES.indexOf(failOn);
  return [
    ...(comparison?.introduced ?? analysis.findings),
    ...analysis.problems,
  ].some(({ severity }) => SEVERITIES.indexOf(severity) <= limit);
}
