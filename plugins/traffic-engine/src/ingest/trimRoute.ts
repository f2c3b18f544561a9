import type { KubeObject } from '../snapshot/KubeObject';
import { isRecord } from '../snapshot/read';

/** A Route of OpenShift carries its private key in itself: it is left out, the certificate and its names are public. */
export function trimRoute(
  route: KubeObject,
): Pick<KubeObject, 'spec' | 'status'> {
  const { spec, status } = route;
  if (!isRecord(spec) || !isRecord(spec.tls)) {
    return { spec, status };
  }
  const { key: _key, ...tls } = spec.tls;
  return { spec: { ...spec, tls }, status };
}
