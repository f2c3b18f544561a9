import { z } from 'zod';
import { dnsLabel, dnsSubdomain, optional } from './formats';

/** The metadata of an object that is about to be written. */
export const metadataSchema = z.looseObject({
  name: dnsSubdomain.min(1, 'must not be empty'),
  namespace: optional(dnsLabel),
  labels: optional(z.record(z.string(), z.string())),
  annotations: optional(z.record(z.string(), z.string())),
});
