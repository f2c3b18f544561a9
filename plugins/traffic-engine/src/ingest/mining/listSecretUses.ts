import type { SecretUse } from '../../snapshot/ObjectFacts';
import { readList, readRecord, readText } from '../../snapshot/read';
import { isTelling } from './mineEntries';
import { excludesKey, type MiningOptions } from './MiningOptions';

/**
 * The Secrets that a container's variables are taken from where they may name hosts: variables whose names say so, and Secrets
 * that are taken as a whole.
 */
export function listSecretUses(
  container: unknown,
  { path, options }: { path: string; options: MiningOptions },
): SecretUse[] {
  const single = readList(container, 'env').flatMap((item, index) => {
    const source = readRecord(readRecord(item, 'valueFrom'), 'secretKeyRef');
    const variable = readText(item, 'name') ?? '';
    return readText(source, 'name') &&
      isTelling(variable) &&
      !excludesKey(options, variable)
      ? [
          {
            variables: [variable],
            path: `${path}.env[${index}].valueFrom.secretKeyRef`,
          },
        ]
      : [];
  });
  const whole = readList(container, 'envFrom').flatMap((item, index) =>
    readText(readRecord(item, 'secretRef'), 'name')
      ? [{ path: `${path}.envFrom[${index}].secretRef` }]
      : [],
  );
  return [...single, ...whole];
}
