import type { KubeObject } from '../snapshot/KubeObject';
import type { KongPluginFacts } from '../snapshot/ObjectFacts';
import { readFlag, readNumber, readRecord, readText } from '../snapshot/read';

/** Which plugin a KongPlugin or KongClusterPlugin runs; its configuration, which may hold credentials, is left behind. */
export function readKongPlugin(
  object: KubeObject,
): KongPluginFacts | undefined {
  const plugin = readText(object, 'plugin');
  const config = readRecord(object, 'config');
  const status = readNumber(config, 'status_code');
  return plugin === undefined
    ? undefined
    : {
        plugin,
        isDisabled: readFlag(object, 'disabled') === true,
        answersAll:
          Object.keys(readRecord(object, 'configFrom')).length === 0 &&
          !Array.isArray(object.configPatches) &&
          (config.trigger ?? null) === null,
        ...(status === undefined ? {} : { status }),
      };
}
