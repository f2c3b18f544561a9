import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** The scenario folders below `sources/<id>/scenarios`, sorted. */
export function listScenarios(sourcesFolder: string): readonly string[] {
  return listFolders(sourcesFolder).flatMap(source => {
    const scenarios = join(source, 'scenarios');
    return existsSync(scenarios) ? listFolders(scenarios) : [];
  });
}

/** The folders in a folder, sorted, with their whole paths. */
export function listFolders(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter(entry => entry.isDirectory())
    .map(entry => join(folder, entry.name))
    .sort();
}
