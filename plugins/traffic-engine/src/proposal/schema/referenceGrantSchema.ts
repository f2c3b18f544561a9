import { z } from 'zod';
import { dnsLabel, group, kind, objectName, optional } from './formats';
import { metadataSchema } from './metadata';

const LIMIT = 'must have 1 to 16 entries';

/** What ReferenceGrant accepts, in both of its served versions. */
export const referenceGrantManifestSchema = z.strictObject({
  apiVersion: z.enum([
    'gateway.networking.k8s.io/v1',
    'gateway.networking.k8s.io/v1beta1',
  ]),
  kind: z.literal('ReferenceGrant'),
  metadata: metadataSchema,
  spec: z.strictObject({
    from: z
      .array(z.strictObject({ group, kind, namespace: dnsLabel }))
      .min(1, LIMIT)
      .max(16, LIMIT),
    to: z
      .array(z.strictObject({ group, kind, name: optional(objectName) }))
      .min(1, LIMIT)
      .max(16, LIMIT),
  }),
});
export type ReferenceGrantManifest = z.infer<
  typeof referenceGrantManifestSchema
>;
