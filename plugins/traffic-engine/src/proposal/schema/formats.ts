import { z } from 'zod';

const LABEL = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const SUBDOMAIN = `${LABEL}(\\.${LABEL})*`;

/** An IPv4 address in dotted form: a valid DNS name by its letters, and not allowed where a hostname is asked for. */
const IPV4 = /^\d{1,3}(\.\d{1,3}){3}$/;

/** RFC 1123 label, as names of namespaces are. */
export const dnsLabel = z
  .string()
  .max(63, 'must have at most 63 characters')
  .regex(
    new RegExp(`^${LABEL}$`),
    'must be lower-case letters, digits and "-", and start and end with a letter or digit',
  );

/** RFC 1123 subdomain, as names of objects and listeners are. */
export const dnsSubdomain = z
  .string()
  .max(253, 'must have at most 253 characters')
  .regex(
    new RegExp(`^${SUBDOMAIN}$`),
    'must be lower-case letters, digits, "-" and ".", and start and end with a letter or digit',
  );

/** A name that the API limits by length only. */
export const objectName = z
  .string()
  .min(1, 'must not be empty')
  .max(253, 'must have at most 253 characters');

/** Gateway API PreciseHostname: no wildcard, no IP address, no port. */
export const preciseHostname = dnsSubdomain.refine(
  host => !IPV4.test(host),
  'must be a name, not an IP address',
);

/** Gateway API Hostname: a `*.` may stand first; IP addresses are not allowed. */
export const hostname = z
  .string()
  .min(1, 'must not be empty')
  .max(253, 'must have at most 253 characters')
  .regex(
    new RegExp(`^(\\*\\.)?${SUBDOMAIN}$`),
    'must be a lower-case DNS name, optionally starting with "*."; write international names in their xn-- form',
  )
  .refine(host => !IPV4.test(host), 'must be a name, not an IP address');

/** API group: '' is the core group. */
export const group = z
  .string()
  .max(253, 'must have at most 253 characters')
  .regex(new RegExp(`^$|^${SUBDOMAIN}$`), 'must be an API group');

export const kind = z
  .string()
  .max(63, 'must have at most 63 characters')
  .regex(/^[a-zA-Z]([-a-zA-Z0-9]*[a-zA-Z0-9])?$/, 'must be the name of a kind');

export const portNumber = z
  .int('must be a whole number')
  .min(1, 'must be at least 1')
  .max(65535, 'must be at most 65535');

/** HTTP header name: a token of RFC 9110. */
export const headerName = z
  .string()
  .min(1, 'must not be empty')
  .max(256, 'must have at most 256 characters')
  .regex(/^[A-Za-z0-9!#$%&'*+\-.^_`|~]+$/, 'must be an HTTP header name');

const DURATION = /^([0-9]{1,5}(h|m|s|ms)){1,4}$/;

/** Gateway API Duration (GEP-2257): `1h30m`, `500ms`; no fractions, days or nanoseconds. */
export const duration = z
  .string()
  .regex(DURATION, 'must be a duration such as 10s, 1m30s or 500ms');

const UNIT_MS: Readonly<Record<string, number>> = {
  h: 3_600_000,
  m: 60_000,
  s: 1_000,
  ms: 1,
};

/** A duration in milliseconds; 0 for a text that is none. */
export function durationMs(text: string): number {
  return DURATION.test(text)
    ? [...text.matchAll(/(\d+)(ms|h|m|s)/g)].reduce(
        (sum, [, count, unit]) => sum + Number(count) * UNIT_MS[unit],
        0,
      )
    : 0;
}

/** An optional field; null counts as absent, as for the API server. */
export function optional<T extends z.ZodType>(schema: T) {
  return schema.nullish();
}

/** A list whose items differ in their `name`. */
export function uniqueNames<T extends { name: string }>(
  list: readonly T[],
): boolean {
  return new Set(list.map(item => item.name)).size === list.length;
}
