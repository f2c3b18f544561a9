import {
  connectivity,
  ENGINE,
  explainConnection,
  parseAskedEnd,
  readDocuments,
  renderConnectivity,
  renderExplanation,
  type AskedEnd,
  type ReadCluster,
  type ReadDocuments,
} from '@portolan/plugin-traffic-engine';
import { readInputs } from './readInputs';
import { EXIT, UsageError, type Terminal } from './Terminal';

/** The flags that every command about connections has. */
export interface ConnectionFlags {
  readonly output: 'text' | 'json';
  readonly complete: boolean;
  readonly in?: string;
}

export interface ExplainFlags extends ConnectionFlags {
  readonly from: string;
  readonly to: string;
  readonly port?: string;
  readonly protocol: string;
  readonly expect?: 'allowed' | 'denied';
}

export interface ConnectivityFlags extends ConnectionFlags {
  readonly from?: string;
  readonly to?: string;
}

/** `portolan explain`: whether one connection may be made, and the rules that decide. */
export async function explainFiles(
  paths: readonly string[],
  flags: ExplainFlags,
  terminal: Terminal,
): Promise<number> {
  const { snapshot, entities, egressNat } = await readCluster(
    paths,
    flags,
    terminal,
  );
  const question = {
    from: asEnd(parseAskedEnd(flags.from, 'from', snapshot)),
    to: asEnd(parseAskedEnd(flags.to, 'to', snapshot)),
    port: flags.port === undefined ? null : parsePort(flags.port),
    protocol: flags.protocol.toUpperCase(),
  };
  const explanation = explainConnection({
    ...question,
    snapshot,
    entities,
    egressNat,
    sources: ENGINE.sources,
  });
  terminal.stdout.write(
    flags.output === 'json'
      ? `${JSON.stringify({ ...question, ...explanation }, null, 2)}\n`
      : renderExplanation(question, explanation),
  );
  if (explanation.state === 'not-found') {
    return EXIT.usage;
  }
  return flags.expect === undefined || flags.expect === explanation.verdict
    ? EXIT.ok
    : EXIT.found;
}

/** `portolan connectivity`: every pair between which something is open. */
export async function connectivityFiles(
  paths: readonly string[],
  flags: ConnectivityFlags,
  terminal: Terminal,
): Promise<number> {
  const { snapshot } = await readCluster(paths, flags, terminal);
  const entries = connectivity({
    snapshot,
    sources: ENGINE.sources,
    from: ref => isIn(ref, flags.from),
    to: ref => isIn(ref, flags.to),
  });
  terminal.stdout.write(
    flags.output === 'json'
      ? `${JSON.stringify(entries, null, 2)}\n`
      : renderConnectivity(entries),
  );
  return EXIT.ok;
}

/** The cluster that is asked about; what could not be read of its documents is told on stderr. */
async function readCluster(
  paths: readonly string[],
  flags: ConnectionFlags,
  terminal: Terminal,
): Promise<ReadCluster & Pick<ReadDocuments, 'entities' | 'egressNat'>> {
  if (paths.length === 0) {
    throw new UsageError(
      'Name at least one file or directory, or - for stdin.',
    );
  }
  const inputs = await readInputs(
    paths.map(path => ({ path })),
    terminal,
  );
  const { clusters, problems, entities, egressNat } = readDocuments(
    ENGINE,
    inputs,
    {
      complete: flags.complete,
    },
  );
  for (const { severity, file, line, message } of problems) {
    if (severity !== 'info') {
      terminal.stderr.write(
        `${severity}: ${file ?? ''}${line ? `:${line}` : ''} ${message}\n`,
      );
    }
  }
  const names = clusters.map(({ name }) => name);
  const [first] = clusters;
  const wanted = flags.in ?? (clusters.length === 1 ? first.name : undefined);
  const cluster = clusters.find(({ name }) => name === wanted);
  if (!cluster) {
    throw new UsageError(
      flags.in === undefined
        ? `The input has the clusters ${names.join(', ')}: say which with --in.`
        : `The input has no cluster ${flags.in}; it has ${names.join(', ')}.`,
    );
  }
  return { ...cluster, entities, egressNat };
}

function asEnd(end: ReturnType<typeof parseAskedEnd>): AskedEnd {
  if ('problem' in end) {
    throw new UsageError(end.problem);
  }
  return end;
}

function parsePort(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65535) {
    throw new UsageError(`A port lies between 1 and 65535; this is "${text}".`);
  }
  return port;
}

/** `namespace` or `namespace/name`. */
function isIn(
  ref: { namespace: string; name: string },
  wanted: string | undefined,
): boolean {
  return (
    wanted === undefined ||
    wanted === ref.namespace ||
    wanted === `${ref.namespace}/${ref.name}`
  );
}
