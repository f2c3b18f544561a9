/**
 * Keys of the ConfigMap of ingress-nginx that decide what a request meets, and whose values are kept
 * (docs/user-guide/nginx-configuration/configmap.md).
 */
export const KEPT_SETTINGS: ReadonlySet<string> = new Set([
  'block-cidrs',
  'custom-http-errors',
  'denylist-source-range',
  'enable-modsecurity',
  'force-ssl-redirect',
  'hsts',
  'hsts-include-subdomains',
  'hsts-max-age',
  'hsts-preload',
  'http-redirect-code',
  'limit-rate',
  'limit-rate-after',
  'load-balance',
  'no-tls-redirect-locations',
  'preserve-trailing-slash',
  'proxy-body-size',
  'proxy-connect-timeout',
  'proxy-next-upstream',
  'proxy-next-upstream-tries',
  'proxy-read-timeout',
  'proxy-send-timeout',
  'relative-redirects',
  'service-upstream',
  'ssl-redirect',
  'upstream-hash-by',
  'use-forwarded-headers',
  'whitelist-source-range',
]);

/** Keys whose values are URLs or NGINX's own language, which may hold a credential: that they are there is kept. */
export const NAMED_SETTINGS: ReadonlySet<string> = new Set([
  'block-referers',
  'block-user-agents',
  'global-auth-url',
  'http-snippet',
  'location-snippet',
  'main-snippet',
  'server-snippet',
]);

/** What stands for the value of a key of `NAMED_SETTINGS`. */
export const NOT_KEPT = '(not kept)';

/** Flags whose values are kept. */
export const KEPT_FLAGS: ReadonlySet<string> = new Set([
  'annotations-prefix',
  'controller-class',
  'default-backend-service',
  'disable-catch-all',
  'enable-ssl-passthrough',
  'ingress-class',
  'tcp-services-configmap',
  'udp-services-configmap',
  'watch-namespace',
  'watch-namespace-selector',
]);
