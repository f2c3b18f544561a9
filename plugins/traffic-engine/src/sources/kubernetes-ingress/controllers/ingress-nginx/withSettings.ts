import type { IngressFact } from '../../facts/IngressFact';
import { isFalse, isTrue } from '../annotationPolicies';
import { addressRanges, allowListKey } from './acceptedValues';
import { annotationKey } from './annotations';
import { isCanary } from './servers';
import type { NginxSettings } from './settings';

/** Keys of the ConfigMap that are the default of the annotation of the same name, on or off. */
const SWITCHES = [
  'enable-modsecurity',
  'force-ssl-redirect',
  'hsts',
  'preserve-trailing-slash',
  'relative-redirects',
  'service-upstream',
  'ssl-redirect',
] as const;

/** The same with a value that is more than on or off. */
const VALUES = [
  'custom-http-errors',
  'hsts-include-subdomains',
  'hsts-max-age',
  'hsts-preload',
  'limit-rate',
  'limit-rate-after',
  'load-balance',
  'proxy-body-size',
  'proxy-connect-timeout',
  'proxy-next-upstream',
  'proxy-next-upstream-tries',
  'proxy-read-timeout',
  'proxy-send-timeout',
  'upstream-hash-by',
] as const;

/**
 * The Ingress with what the ConfigMap sets for all that say nothing themselves (internal/ingress/defaults, Backend). A canary
 * keeps what it is: all this is taken from its main Ingress.
 */
export function withSettings(
  fact: IngressFact,
  settings: NginxSettings,
): IngressFact {
  if (isCanary(fact) || Object.keys(settings.values).length === 0) {
    return fact;
  }
  const { annotations } = fact;
  const added = new Map<string, { key: string; value: string }>();
  const add = (key: string, value: string | undefined) => {
    if (value !== undefined) {
      added.set(annotationKey(key), { key, value });
    }
  };
  for (const key of SWITCHES) {
    const own = annotations[annotationKey(key)];
    if (!isTrue(own) && !isFalse(own)) {
      add(key, switchOf(settings.values[key]));
    }
  }
  for (const key of VALUES) {
    if (!annotations[annotationKey(key)]) {
      add(key, settings.values[key] || undefined);
    }
  }
  for (const key of ['whitelist-source-range', 'denylist-source-range']) {
    const own =
      key === 'whitelist-source-range'
        ? allowListKey(fact)
        : annotationKey(key);
    const value = settings.values[key] ?? '';
    if (!annotations[own] && value !== '' && addressRanges(value)) {
      add(key, value);
    }
  }
  return added.size === 0
    ? fact
    : {
        ...fact,
        annotations: {
          ...annotations,
          ...Object.fromEntries(
            [...added].map(([name, { value }]) => [name, value]),
          ),
        },
        atAnnotation: name => {
          const setting = added.get(name);
          return setting
            ? settings.atKey(setting.key)
            : fact.atAnnotation(name);
        },
      };
}

/** As the controller decodes it: an empty text is false, and what is neither leaves the default. */
function switchOf(value: string | undefined): string | undefined {
  if (value === '') {
    return 'false';
  }
  return isTrue(value) || isFalse(value) ? value : undefined;
}
