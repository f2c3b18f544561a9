import type { ConfigMapUse } from '../../snapshot/ObjectFacts';
import { readList, readRecord, readText } from '../../snapshot/read';
import { excludesKey, type MiningOptions } from './MiningOptions';

/** The ConfigMaps that a container's variables are taken from, one by one or as a whole. */
export function listConfigMapUses(
  container: unknown,
  { path, options }: { path: string; options: MiningOptions },
): ConfigMapUse[] {
  const single = readList(container, 'env').flatMap((item, index) => {
    const source = readRecord(readRecord(item, 'valueFrom'), 'configMapKeyRef');
    const name = readText(source, 'name');
    const key = readText(source, 'key');
    const variable = readText(item, 'name') ?? '';
    return name && key && !excludesKey(options, variable)
      ? [
          {
            name,
            keys: [key],
            path: `${path}.env[${index}].valueFrom.configMapKeyRef`,
          },
        ]
      : [];
  });
  const whole = readList(container, 'envFrom').flatMap((item, index) => {
    const name = readText(readRecord(item, 'configMapRef'), 'name');
    return name
      ? [{ name, path: `${path}.envFrom[${index}].configMapRef` }]
      : [];
  });
  return [...single, ...whole];
}
