import type { Dirent } from 'node:fs';
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
  return decode(Buffer.concat(chunks));
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
    } else if (MANIFEST.test(entry.name) && (await isFile(entry, inner))) {
      files.push(inner);
    }
  }
  return files;
}

/** A link to a file is one, as for kubectl; links to directories are not followed, for they may lead round in a circle. */
async function isFile(entry: Dirent, path: string): Promise<boolean> {
  if (!entry.isSymbolicLink()) {
    return entry.isFile();
  }
  const target = await stat(path).catch(error => {
    throw unreadable(path, error);
  });
  return target.isFile();
}

async function readText(file: string): Promise<string> {
  const bytes = await readFile(file).catch(error => {
    throw unreadable(file, error);
  });
  return decode(bytes);
}

/** UTF-8, or UTF-16 where the first bytes say so, as PowerShell writes what it redirects. */
function decode(bytes: Buffer): string {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) {
    return new TextDecoder('utf-16le').decode(bytes);
  }
  return first === 0xfe && second === 0xff
    ? new TextDecoder('utf-16be').decode(bytes)
    : bytes.toString('utf8');
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
