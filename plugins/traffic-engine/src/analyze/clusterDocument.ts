import { z } from 'zod';
import { parseAddress } from '../match/cidr';
import { isRecord } from '../snapshot/read';
import { clusterTelemetrySchema } from '../telemetry/ClusterTelemetry';

/** Our own document: names the cluster of the documents that follow it, and what was not, or fully, looked at there. */
export const CLUSTER_API_VERSION = 'portolan.dev/v1';

const kindList = z
  .array(z.string())
  .nullish()
  .transform(list => list ?? []);

const isAddress = (text: string) => parseAddress(text) !== undefined;

export const clusterDocumentSchema = z.object({
  apiVersion: z.literal(CLUSTER_API_VERSION),
  kind: z.literal('Cluster'),
  metadata: z.object({ name: z.string().min(1) }),
  kinds: z
    .strictObject({
      absent: kindList.describe('Not served by the cluster'),
      denied: kindList.describe('The reader may not look'),
      pending: kindList.describe('Nobody has looked yet'),
      synced: kindList.describe('All objects are in the input'),
    })
    .partial()
    .optional(),
  egress: z
    .strictObject({
      natAddresses: z
        .array(z.string().refine(isAddress, 'not an IP address'))
        .describe(
          'What the outside sees of this cluster, as its operator states',
        ),
    })
    .partial()
    .optional(),
});
export type ClusterDocument = z.infer<typeof clusterDocumentSchema>;

/** Our own document: what telemetry saw in the cluster that it is named after. */
export const telemetryDocumentSchema = z.object({
  apiVersion: z.literal(CLUSTER_API_VERSION),
  kind: z.literal('Telemetry'),
  metadata: z.object({ name: z.string().min(1) }),
  spec: clusterTelemetrySchema,
});

/** Whether a document is meant to be a Telemetry document, well formed or not. */
export function isTelemetryDocument(value: unknown): boolean {
  return (
    isRecord(value) &&
    value.apiVersion === CLUSTER_API_VERSION &&
    value.kind === 'Telemetry'
  );
}
