import { ResponseError } from '@backstage/errors';
import type { z } from 'zod';
import {
  clusterListSchema,
  entityTrafficSchema,
  type ClusterList,
  type EntityTraffic,
} from '../wire/entityTraffic';

/** What the portal can ask of the traffic backend. */
export interface TrafficApi {
  /** Routes, dependencies and findings of one entity; rejects with a ResponseError for every status but 200. */
  getEntityTraffic(
    entityRef: { kind: string; namespace: string; name: string },
    options?: TrafficRequestOptions,
  ): Promise<EntityTraffic>;
  /** The clusters that are watched and how fresh each is. */
  listClusters(options?: TrafficRequestOptions): Promise<ClusterList>;
}

export interface TrafficRequestOptions {
  token?: string;
  signal?: AbortSignal;
}

interface FetchLike {
  fetch(input: string, init?: RequestInit): Promise<Response>;
}
interface DiscoveryLike {
  getBaseUrl(pluginId: string): Promise<string>;
}

/**
 * The typed client of the traffic backend, for browsers and backends alike; every answer is checked against its schema.
 */
export class TrafficClient implements TrafficApi {
  readonly #fetchApi: FetchLike;
  readonly #discoveryApi: DiscoveryLike;

  constructor(options: { fetchApi: FetchLike; discoveryApi: DiscoveryLike }) {
    this.#fetchApi = options.fetchApi;
    this.#discoveryApi = options.discoveryApi;
  }

  async getEntityTraffic(
    entityRef: { kind: string; namespace: string; name: string },
    options?: TrafficRequestOptions,
  ): Promise<EntityTraffic> {
    const path = [entityRef.kind, entityRef.namespace, entityRef.name]
      .map(part => encodeURIComponent(part.toLocaleLowerCase('en-US')))
      .join('/');
    return this.#get(
      `/v1/entities/${path}/traffic`,
      entityTrafficSchema,
      options,
    );
  }

  async listClusters(options?: TrafficRequestOptions): Promise<ClusterList> {
    return this.#get('/v1/clusters', clusterListSchema, options);
  }

  async #get<T>(
    path: string,
    schema: z.ZodType<T>,
    options?: TrafficRequestOptions,
  ): Promise<T> {
    const baseUrl = await this.#discoveryApi.getBaseUrl('traffic');
    const response = await this.#fetchApi.fetch(`${baseUrl}${path}`, {
      signal: options?.signal,
      headers: options?.token
        ? { authorization: `Bearer ${options.token}` }
        : {},
    });
    if (!response.ok) {
      throw await ResponseError.fromResponse(response);
    }
    return schema.parse(await response.json());
  }
}
