import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { resolveSafeChildPath } from '@backstage/backend-plugin-api';
import type { RouteEffect } from '@portolan/plugin-traffic-common';
import { z } from 'zod';

const manifestSchema = z.object({
  kind: z.string(),
  metadata: z.object({ name: z.string(), namespace: z.string().default('') }),
});

/**
 * Writes one file per manifest under a folder of the workspace, so that a later step can open a pull request with them.
 * Throws a NotAllowedError for a folder outside of the workspace. @returns the files, relative to the workspace
 */
export async function writeManifestFiles(
  manifests: RouteEffect['manifests'],
  { workspacePath, targetPath }: { workspacePath: string; targetPath: string },
): Promise<string[]> {
  const folder = resolveSafeChildPath(workspacePath, targetPath);
  await mkdir(folder, { recursive: true });
  const files: string[] = [];
  for (const { object, yaml } of manifests) {
    const { kind, metadata } = manifestSchema.parse(object);
    // A name that the API takes has no other characters, and one that it does not take must not choose the file.
    const file = `${[kind, metadata.namespace, metadata.name]
      .join('-')
      .toLocaleLowerCase('en-US')
      .replace(/[^a-z0-9-]+/g, '-')}.yaml`;
    await writeFile(resolveSafeChildPath(folder, file), yaml);
    files.push(join(targetPath, file));
  }
  return files;
}
