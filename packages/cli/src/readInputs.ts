import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { AnalysisInput } from '@portolan/plugin-traffic-engine';
import { liveContextOf, readLiveCluster } from './readLiveCluster';
import { UsageError, type Terminal } from './Terminal';

const MANIFEST = /\.(ya?ml|json)$/;
/** Folders that hold no manifests of one's own. */
const SKIPPED = new Set(['node_modules', '.git']);
const STDIN = '-';

/** A path of the command line, and the cluster that it is read as. */
export interface InputPath {
  readonly path: string;
  readonly cluster?: string;
}

/**
 * The texts of files, of all manifests in directories, and of stdin for `-`, and the objects of running clusters for
 * `live:context`; throws a UsageError that names what is not readable.
 */
export async function readInputs(
  paths: readonly InputPath[],
  terminal: Terminal,
): Promise<readonly AnalysisInput[]> {
  const texts: AnalysisInput[] = [];
  for (const { path, cluster } of paths) {
    const of = cluster === undefined ? {} : { cluster };
    const context = liveContextOf(path);
    if (context !== undefined) {
      texts.push(...(await readLiveCluster(context, { cluster, terminal })));
    } else if (path === STDIN) {
      texts.push({ text: await readAll(terminal.stdin), file: 'stdin', ...of });
    } else {
      for (const file of await listFiles(path)) {
        texts.push({ text: await readText(file), file, ...of });
      }
    }
  }
  return texts;
}

async function readAll(stream: Terminal['stdin']): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) {
    chunks.push(Buffer.from(chunk));
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** A file is read whatever its name; in directories only manifests are. */
async function listFiles(path: string): Promise<readonly string[]> {
  const found = await stat(path).catch(error => {
    throw unreadable(path, error);
  });
  if (!found.isDirectory()) {
    return [path];
  }
  const entries = await readdir(path, { withFileTypes: true }).catch(error => {
    throw unreadable(path, error);
  });
  const files: string[] = [];
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const inner = join(path, entry.name);
    if (entry.isDirectory() && !SKIPPED.has(entry.name)) {
      files.push(...(await listFiles(inner)));
    } else if (entry.isFile() && MANIFEST.test(entry.name)) {
      files.push(inner);
    }
  }
  return files;
}

async function readText(file: string): Promise<string> {
  return readFile(file, 'utf8').catch(error => {
    throw unreadable(file, error);
  });
}

function unreadable(path: string, error: unknown): UsageError {
  const why =
    typeof error === 'object' && error !== null && 'code' in error
      ? String(error.code)
      : 'no reason given';
  const sentence =
    why === 'ENOENT'
      ? 'there is no such file or directory'
      : `reading failed with ${why}`;
  return new UsageError(`Cannot read ${path}: ${sentence}.`);
}
