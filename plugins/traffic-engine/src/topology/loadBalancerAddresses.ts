import type { Address } from '@portolan/plugin-traffic-common';
import type { KubeObject } from '../snapshot/KubeObject';
import { readList, readRecord, readText } from '../snapshot/read';

/**
 * The addresses in `status.loadBalancer.ingress`, the form that Services, Ingresses and HTTPProxies share (LoadBalancerStatus of
 * `core/v1`); empty where nothing was written.
 */
export function loadBalancerAddresses({
  status,
}: Pick<KubeObject, 'status'>): readonly Address[] {
  return readList(readRecord(status, 'loadBalancer'), 'ingress').flatMap(
    (point): Address[] => {
      const ip = readText(point, 'ip');
      const hostname = readText(point, 'hostname');
      return [
        ...(ip ? [{ type: 'IPAddress', value: ip }] : []),
        ...(hostname ? [{ type: 'Hostname', value: hostname }] : []),
      ];
    },
  );
}
