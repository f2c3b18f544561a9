import type { KubeObject } from '../../snapshot/KubeObject';
import type { MinedEndpoint, MinedFacts } from '../../snapshot/ObjectFacts';
import { readRecord } from '../../snapshot/read';
import { mineEntries, type Entry } from './mineEntries';
import { excludesKey, type MiningOptions } from './MiningOptions';
import { readSettings } from './readSettings';
import { SearchBudget } from './SearchBudget';
import { toMinedFacts } from './toMinedFacts';

/** The endpoints in the values of a ConfigMap; a value of several lines, or of JSON, is read as a file of settings. */
export function mineConfigMap(
  configMap: KubeObject,
  options: MiningOptions,
): MinedFacts | undefined {
  const budget = new SearchBudget();
  const values: Entry[] = [];
  const endpoints: MinedEndpoint[] = [];
  for (const [key, value] of Object.entries(readRecord(configMap, 'data'))) {
    if (typeof value === 'string' && !excludesKey(options, key)) {
      const path = `data['${key}']`;
      const text = budget.take(value, path);
      if (text.includes('\n') || /^\s*[{[]/.test(text)) {
        endpoints.push(...mineEntries(settingsOf(text, path, options)));
      } else {
        values.push({ key, value: text, path });
      }
    }
  }
  endpoints.push(...mineEntries(values));
  return toMinedFacts({
    endpoints,
    configMaps: [],
    secrets: [],
    cut: budget.cut,
  });
}

function settingsOf(
  text: string,
  path: string,
  options: MiningOptions,
): readonly Entry[] {
  return readSettings(text, path).filter(
    ({ key }) =>
      !excludesKey(options, key) &&
      !excludesKey(options, key.slice(key.lastIndexOf('.') + 1)),
  );
}
