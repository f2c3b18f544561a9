import {
  KEPT_FLAGS,
  KEPT_SETTINGS,
  NAMED_SETTINGS,
  NOT_KEPT,
} from '../ingress-nginx/settingKeys';
import type { KubeObject } from '../snapshot/KubeObject';
import type { IngressNginxFacts } from '../snapshot/ObjectFacts';
import { readLabels, readList, readText } from '../snapshot/read';
import { listContainers, placeNamed, readFlags } from './controllerFlags';

/** The project's image, wherever it is copied to, and those that are built from it. */
const IMAGE =
  /(^|\/)(ingress-nginx\/controller(-chroot)?|ingress-nginx-controller|nginx-ingress-controller)(:[^/]*)?(@[^/]*)?$/;
const PROGRAM = '/nginx-ingress-controller';
/** A longer value is no setting that is translated. */
const MAX_CHARS = 4096;

/** How the ingress-nginx that a workload runs was started; undefined for any other workload. */
export function readIngressNginx(
  workload: KubeObject,
): IngressNginxFacts | undefined {
  const container = listContainers(workload).find(
    each =>
      IMAGE.test(readText(each, 'image') ?? '') ||
      [...readList(each, 'command'), ...readList(each, 'args')].includes(
        PROGRAM,
      ),
  );
  if (container === undefined) {
    return undefined;
  }
  const flags = readFlags(container);
  return {
    configMap: placeNamed(
      flags.get('configmap'),
      workload.metadata.namespace ?? '',
    ),
    flags: Object.fromEntries(
      [...flags].filter(([name]) => KEPT_FLAGS.has(name)),
    ),
  };
}

/** The settings of a ConfigMap that ingress-nginx would understand; undefined where it has none. */
export function readIngressNginxSettings(
  configMap: KubeObject,
): Readonly<Record<string, string>> | undefined {
  const kept = Object.entries(readLabels(configMap, 'data')).flatMap(
    ([key, value]): [string, string][] => {
      if (NAMED_SETTINGS.has(key)) {
        return value === '' ? [] : [[key, NOT_KEPT]];
      }
      return KEPT_SETTINGS.has(key) && value.length <= MAX_CHARS
        ? [[key, value]]
        : [];
    },
  );
  return kept.length > 0 ? Object.fromEntries(kept) : undefined;
}
