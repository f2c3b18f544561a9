import type { ClusterResponse } from '@portolan/plugin-traffic-node';
import { z } from 'zod';

const statusSchema = z.object({
  message: z.string().default(''),
  details: z
    .object({
      causes: z
        .array(
          z.object({
            field: z.string().optional(),
            message: z.string().optional(),
          }),
        )
        .nullish(),
    })
    .nullish(),
});

/**
 * The API server's refusal as a sentence. What it says about the object is passed on, since the person wrote it; what it
 * says about the portal's own account is not.
 */
export function describeRefusal(
  response: ClusterResponse,
  { cluster, name }: { cluster: string; name: string },
): string {
  switch (response.status) {
    case 401:
      return `Cluster ${cluster} does not accept the portal's credential, so ${name} was not written. Tell the administrator of the portal.`;
    case 403:
      return `The portal has no right to write ${name} in cluster ${cluster}. An administrator of the cluster can grant it (see docs/operating/rbac-self-service.yaml).`;
    case 404:
      return `Cluster ${cluster} does not serve the kind of ${name}, or has no such namespace.`;
    case 409:
      return `Somebody else owns fields of ${name} in cluster ${cluster}, so it was not changed.`;
    case 429:
    case 503:
      return `Cluster ${cluster} is busy and did not take ${name}. Try again in a moment.`;
    default:
      return `Cluster ${cluster} refuses ${name}: ${causesOf(response.body)}`;
  }
}

function causesOf(body: string): string {
  const parsed = statusSchema.safeParse(parseJson(body));
  if (!parsed.success) {
    return 'it gave no reason that can be read.';
  }
  const { message, details } = parsed.data;
  const causes = (details?.causes ?? []).map(cause =>
    cause.field ? `${cause.field}: ${cause.message}` : cause.message,
  );
  return (causes.length > 0 ? causes.join('; ') : message).slice(0, 1_000);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
