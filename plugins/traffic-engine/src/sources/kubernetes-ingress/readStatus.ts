import type {
  Address,
  ControllerVerdict,
} from '@portolan/plugin-traffic-common';
import type { KubeObject } from '../../snapshot/KubeObject';
import { readList, readRecord, readText } from '../../snapshot/read';
import { loadBalancerAddresses } from '../../topology/loadBalancerAddresses';

/** What the controller wrote into `status.loadBalancer`. */
export interface IngressStatus {
  readonly addresses: readonly Address[];
  readonly reported: ControllerVerdict;
  readonly portErrors: readonly { path: string; message: string }[];
}

/**
 * An Ingress has no conditions: addresses are the only sign that a controller took it, and their absence proves nothing.
 * So the controller's verdict is `reported` without conditions, or `none`, and is never compared with ours.
 */
export function readStatus(
  ingress: KubeObject,
  controller: string | null,
): IngressStatus {
  const points = readList(
    readRecord(ingress.status, 'loadBalancer'),
    'ingress',
  );
  const addresses = loadBalancerAddresses(ingress);
  return {
    addresses,
    reported:
      addresses.length > 0
        ? {
            state: 'reported',
            controller: controller ?? 'not known',
            conditions: [],
          }
        : { state: 'none' },
    portErrors: points.flatMap((point, index) =>
      readList(point, 'ports').flatMap((port, portIndex) => {
        const error = readText(port, 'error');
        return error
          ? [
              {
                path: `status.loadBalancer.ingress[${index}].ports[${portIndex}]`,
                message: `The controller reports an error for this port: ${error}.`,
              },
            ]
          : [];
      }),
    ),
  };
}
