import {
  clusterNamed,
  connectivityOf,
  ENGINE,
  explainConnectionOf,
  readDocuments,
  renderConnectivity,
  renderExplanation,
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
  const { from, to, port, protocol } = flags;
  const answer = explainConnectionOf(await readPaths(paths, flags, terminal), {
    from,
    to,
    port: port === undefined ? null : parsePort(port),
    protocol,
    cluster: flags.in,
  });
  if (answer.state === 'not-asked') {
    throw new UsageError(answer.problem);
  }
  terminal.stdout.write(
    flags.output === 'json'
      ? `${JSON.stringify(answer, null, 2)}\n`
      : renderExplanation(answer, answer),
  );
  if (answer.state === 'not-found') {
    return EXIT.usage;
  }
  return flags.expect === undefined || flags.expect === answer.verdict
    ? EXIT.ok
    : EXIT.found;
}

/** `portolan connectivity`: every pair between which something is open. */
export async function connectivityFiles(
  paths: readonly string[],
  flags: ConnectivityFlags,
  terminal: Terminal,
): Promise<number> {
  const { from, to, in: cluster } = flags;
  const read = await readPaths(paths, flags, terminal);
  const found = cluster && clusterNamed(read.clusters, cluster);
  if (found && 'problem' in found) {
    throw new UsageError(found.problem);
  }
  const entries = connectivityOf(read, { cluster, from, to });
  terminal.stdout.write(
    flags.output === 'json'
      ? `${JSON.stringify(entries, null, 2)}\n`
      : renderConnectivity(entries),
  );
  return EXIT.ok;
}

/** What the paths hold; what could not be read of it is told on stderr. */
async function readPaths(
  paths: readonly string[],
  flags: ConnectionFlags,
  terminal: Terminal,
): Promise<ReadDocuments> {
  if (paths.length === 0) {
    throw new UsageError(
      'Name at least one file or directory, or - for stdin.',
    );
  }
  const read = readDocuments(
    ENGINE,
    await readInputs(
      paths.map(path => ({ path })),
      terminal,
    ),
    { complete: flags.complete },
  );
  for (const { severity, file, line, message } of read.problems) {
    if (severity !== 'info') {
      terminal.stderr.write(
        `${severity}: ${file ?? ''}${line ? `:${line}` : ''} ${message}\n`,
      );
    }
  }
  return read;
}

function parsePort(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65535) {
    throw new UsageError(`A port lies between 1 and 65535; this is "${text}".`);
  }
  return port;
}
