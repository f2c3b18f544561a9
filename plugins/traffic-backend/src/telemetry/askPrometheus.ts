import {
  ConnectionProblemError,
  type ClusterConnection,
} from '@portolan/plugin-traffic-node';
import { readVector, type Sample } from './readVector';

/** The answer to one query, or why there is none, in a sentence that holds neither address nor credential. */
export type PrometheusAnswer =
  | { readonly ok: true; readonly samples: readonly Sample[] }
  | { readonly ok: false; readonly problem: string };

/** Asks one instant query (HTTP API, "Instant queries"); never rejects but for what is no failure of the other end. */
export async function askPrometheus(
  connection: Pick<ClusterConnection, 'get'>,
  query: string,
  signal: AbortSignal,
): Promise<PrometheusAnswer> {
  const path = `/api/v1/query?${new URLSearchParams({ query })}`;
  try {
    const { status, body } = await connection.get(path, { signal });
    const samples = status === 200 ? readVector(body) : undefined;
    return samples
      ? { ok: true, samples }
      : { ok: false, problem: describeStatus(status) };
  } catch (error) {
    if (error instanceof ConnectionProblemError) {
      return { ok: false, problem: error.message };
    }
    throw error;
  }
}

function describeStatus(status: number): string {
  switch (status) {
    case 200:
      return 'The Prometheus server answered with something that is no instant vector.';
    case 400:
    case 422:
      return `The Prometheus server cannot answer the query (${status}); check its template and matchers.`;
    case 401:
    case 403:
      return `The Prometheus server refuses the credential (${status}); check \`auth\` where it is configured.`;
    case 404:
      return 'The Prometheus server has no query API at this address (404); check `url`.';
    default:
      return `The Prometheus server answered with ${status}.`;
  }
}
