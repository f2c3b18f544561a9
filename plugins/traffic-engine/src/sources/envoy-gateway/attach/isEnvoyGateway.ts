import type { KubeObject } from '../../../snapshot/KubeObject';
import { readList, readRecord, readText } from '../../../snapshot/read';

/** The domain of Envoy Gateway's controllers; the path behind it can be configured. */
const DOMAIN = 'gateway.envoyproxy.io';

/** Whether a controller is Envoy Gateway; one that is not known is not known to be another. */
export function isEnvoyGateway(controller: string | null): boolean | undefined {
  return controller === null
    ? undefined
    : controller.split('/')[0].toLowerCase() === DOMAIN;
}

/** Whether a controller minds an object of Envoy Gateway: by its domain, or since it wrote the object's status. */
export function isMindedBy(object: KubeObject, controller: string): boolean {
  return (
    isEnvoyGateway(controller) === true ||
    readList(readRecord(object, 'status'), 'ancestors').some(
      ancestor => readText(ancestor, 'controllerName') === controller,
    )
  );
}
