import { ResponseError } from '@backstage/errors';
import type { z } from 'zod';
import { hostListSchema, type HostList } from '../wire/hosts';
import {
  routeEffectSchema,
  type RouteEffect,
  type RouteProposal,
} from '../wire/proposal';
import {
  routeAppliedSchema,
  routeOptionsSchema,
  type RouteApplied,
  type RouteOptions,
} from '../wire/routeOptions';
import {
  requestExplanationSchema,
  type RequestExplanation,
  type RequestQuestion,
} from '../wire/requestTest';
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

/** Making routes: what can be offered, what a proposal would do, and doing it. */
export interface TrafficSelfServiceApi {
  /** The places in which an entity runs, with its Services and the listeners there. */
  getRouteOptions(
    entityRef: { kind: string; namespace: string; name: string },
    options?: TrafficRequestOptions,
  ): Promise<RouteOptions>;
  /** The effect that a proposal would have now; nothing is written. */
  previewRoute(
    proposal: RouteProposal,
    options?: TrafficRequestOptions,
  ): Promise<RouteEffect>;
  /** Writes the proposal's objects, all or none after a dry run; doing it again changes nothing. */
  applyRoute(
    proposal: RouteProposal,
    options?: TrafficRequestOptions,
  ): Promise<RouteApplied>;
}

/** Asking who would answer a request. */
export interface TrafficRequestTesterApi {
  /**
   * What becomes of a request, as far as it concerns the entity: the rule that wins at each door, and why others lost. A
   * question that cannot be read is answered with a sentence in `problem`.
   */
  explainRequest(
    entityRef: { kind: string; namespace: string; name: string },
    question: RequestQuestion,
    options?: TrafficRequestOptions,
  ): Promise<RequestExplanation>;
}

/** The view over all entities. */
export interface TrafficGlobalApi {
  /** Every host that the reader may know of, those that nobody owns first. */
  listHosts(options?: TrafficRequestOptions): Promise<HostList>;
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
export class TrafficClient
  implements
    TrafficApi,
    TrafficSelfServiceApi,
    TrafficRequestTesterApi,
    TrafficGlobalApi
{
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
    return this.#request(
      `${entityPath(entityRef)}/traffic`,
      entityTrafficSchema,
      options,
    );
  }

  async listClusters(options?: TrafficRequestOptions): Promise<ClusterList> {
    return this.#request('/v1/clusters', clusterListSchema, options);
  }

  async getRouteOptions(
    entityRef: { kind: string; namespace: string; name: string },
    options?: TrafficRequestOptions,
  ): Promise<RouteOptions> {
    return this.#request(
      `${entityPath(entityRef)}/route-options`,
      routeOptionsSchema,
      options,
    );
  }

  async previewRoute(
    proposal: RouteProposal,
    options?: TrafficRequestOptions,
  ): Promise<RouteEffect> {
    return this.#request('/v1/routes/preview', routeEffectSchema, {
      ...options,
      body: proposal,
    });
  }

  async applyRoute(
    proposal: RouteProposal,
    options?: TrafficRequestOptions,
  ): Promise<RouteApplied> {
    return this.#request('/v1/routes/apply', routeAppliedSchema, {
      ...options,
      body: proposal,
    });
  }

  async explainRequest(
    entityRef: { kind: string; namespace: string; name: string },
    question: RequestQuestion,
    options?: TrafficRequestOptions,
  ): Promise<RequestExplanation> {
    return this.#request(
      `${entityPath(entityRef)}/request`,
      requestExplanationSchema,
      { ...options, body: question },
    );
  }

  async listHosts(options?: TrafficRequestOptions): Promise<HostList> {
    return this.#request('/v1/hosts', hostListSchema, options);
  }

  async #request<T>(
    path: string,
    schema: z.ZodType<T>,
    options: TrafficRequestOptions & { body?: unknown } = {},
  ): Promise<T> {
    const { body, token, signal } = options;
    const baseUrl = await this.#discoveryApi.getBaseUrl('traffic');
    const response = await this.#fetchApi.fetch(`${baseUrl}${path}`, {
      signal,
      headers: {
        ...(token ? { authorization: `Bearer ${token}` } : {}),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined
        ? {}
        : { method: 'POST', body: JSON.stringify(body) }),
    });
    if (!response.ok) {
      throw await ResponseError.fromResponse(response);
    }
    return schema.parse(await response.json());
  }
}

function entityPath(entityRef: {
  kind: string;
  namespace: string;
  name: string;
}): string {
  const parts = [entityRef.kind, entityRef.namespace, entityRef.name];
  return `/v1/entities/${parts
    .map(part => encodeURIComponent(part.toLocaleLowerCase('en-US')))
    .join('/')}`;
}
