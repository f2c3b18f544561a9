import { isTrue } from '../annotationPolicies';
import { annotationKey } from './annotations';
import type { NginxLocation, NginxServer } from './servers';
import { hasFlag, type NginxSettings } from './settings';

/**
 * The location that gets all TLS connections of a host as they are: `ssl-passthrough` of the Ingress that made the server, with
 * `--enable-ssl-passthrough`, and of its root alone (controller.go, getConfiguration); undefined where TLS ends at NGINX.
 */
export function passedThrough(
  { facts, locations }: NginxServer,
  settings: NginxSettings,
): NginxLocation | undefined {
  const key = annotationKey('ssl-passthrough');
  return hasFlag(settings, 'enable-ssl-passthrough') &&
    isTrue(facts.at(0)?.annotations[key])
    ? locations.find(
        ({ claim }) => claim.path === '/' && claim.backend !== null,
      )
    : undefined;
}
