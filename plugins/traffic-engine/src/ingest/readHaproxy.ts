import {
  KEPT_SETTINGS,
  NAMED_SETTINGS,
  NOT_KEPT,
} from '../haproxy/settingKeys';
import type { KubeObject } from '../snapshot/KubeObject';
import type { HaproxyFacts } from '../snapshot/ObjectFacts';
import { readLabels, readText } from '../snapshot/read';
import { listContainers, placeNamed, readFlags } from './controllerFlags';

/** The images of HAProxy Technologies' controller and of the community's, wherever they are copied to. */
const IMAGES = [
  ['technologies', /(^|\/)kubernetes-ingress(:[^/]*)?(@[^/]*)?$/],
  ['community', /(^|\/)haproxy-ingress(:[^/]*)?(@[^/]*)?$/],
] as const;
/** Of a longer value, as of a list of many addresses, it is kept that it is there. */
const MAX_CHARS = 1024;

/** How the HAProxy controller that a workload runs was started; undefined for any other workload. */
export function readHaproxy(workload: KubeObject): HaproxyFacts | undefined {
  for (const container of listContainers(workload)) {
    const image = readText(container, 'image') ?? '';
    const controller = IMAGES.find(([, pattern]) => pattern.test(image))?.[0];
    if (controller) {
      const flags = readFlags(container);
      return {
        controller,
        configMap: placeNamed(
          flags.get('configmap'),
          workload.metadata.namespace ?? '',
        ),
        classSuffix:
          flags.get(
            controller === 'technologies'
              ? 'ingress.class'
              : 'controller-class',
          ) || null,
        hasDefaultBackend: Boolean(flags.get('default-backend-service')),
      };
    }
  }
  return undefined;
}

/** The settings of a ConfigMap that a HAProxy controller would understand; undefined where it has none. */
export function readHaproxySettings(
  configMap: KubeObject,
): Readonly<Record<string, string>> | undefined {
  const kept = Object.entries(readLabels(configMap, 'data')).flatMap(
    ([key, value]): [string, string][] => {
      const isKept = KEPT_SETTINGS.has(key);
      return value === '' || !(isKept || NAMED_SETTINGS.has(key))
        ? []
        : [[key, isKept && value.length <= MAX_CHARS ? value : NOT_KEPT]];
    },
  );
  return kept.length > 0 ? Object.fromEntries(kept) : undefined;
}
