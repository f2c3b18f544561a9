import type { KubeObject } from '../../snapshot/KubeObject';
import type { MinedEndpoint, MinedFacts } from '../../snapshot/ObjectFacts';
import { readRecord } from '../../snapshot/read';
import { mineEntries, type Entry } from './mineEntries';
import { excludesKey, type MiningOptions } from './MiningOptions';
import { SearchBudget } from './SearchBudget';
import { toMinedFacts } from './toMinedFacts';

/** `key: value`, `key=value` and `"key": "value",` as they stand in files of settings. */
const SETTING =
  /^[ \t]*(?:-[ \t]+|export[ \t]+)?["']?([A-Za-z_][\w.-]{0,120})["']?[ \t]{0,8}[:=](?!\/\/)[ \t]{0,8}(.*)$/;
const COMMENT = /^[ \t]*(?:#|\/\/)/;

/** The endpoints in the values of a ConfigMap; a value of several lines is read as a file of settings. */
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
      if (text.includes('\n')) {
        endpoints.push(...mineEntries(settingsOf(text, path, options)));
      } else {
        values.push({ key, value: text, path });
      }
    }
  }
  endpoints.push(...mineEntries(values));
  return toMinedFacts({ endpoints, configMaps: [], cut: budget.cut });
}

function settingsOf(
  text: string,
  path: string,
  options: MiningOptions,
): Entry[] {
  return text.split('\n').flatMap(line => {
    if (COMMENT.test(line)) {
      return [];
    }
    const [, key, value] = SETTING.exec(line) ?? [];
    if (key === undefined) {
      return [{ key: '', value: line, path }];
    }
    return excludesKey(options, key)
      ? []
      : [{ key, value: unquote(value), path }];
  });
}

function unquote(value: string): string {
  const trimmed = value.trim().replace(/,$/, '');
  const [, quoted] = /^(["'])(.*)\1$/.exec(trimmed)?.slice(1) ?? [];
  return quoted ?? trimmed;
}
