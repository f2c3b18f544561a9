import type {
  AuthService,
  BackstageCredentials,
  DiscoveryService,
} from '@backstage/backend-plugin-api';
import { ResponseError, ServiceUnavailableError } from '@backstage/errors';
import {
  TrafficClient,
  type RouteApplied,
  type RouteEffect,
  type RouteProposal,
} from '@portolan/plugin-traffic-common';

/** Who is asking, and until when. */
interface AskedFor {
  credentials: BackstageCredentials;
  signal?: AbortSignal;
}

/**
 * Asks the traffic backend as the person who started a task: what that person may not do, the task may not do. Rejects
 * with the backend's own sentence.
 */
export class TrafficCaller {
  readonly #auth: AuthService;
  readonly #client: TrafficClient;

  constructor(options: {
    auth: AuthService;
    discovery: DiscoveryService;
    fetch: typeof fetch;
  }) {
    this.#auth = options.auth;
    this.#client = new TrafficClient({
      discoveryApi: options.discovery,
      fetchApi: { fetch: options.fetch },
    });
  }

  preview(proposal: RouteProposal, asked: AskedFor): Promise<RouteEffect> {
    return this.#ask(asked, options =>
      this.#client.previewRoute(proposal, options),
    );
  }

  apply(proposal: RouteProposal, asked: AskedFor): Promise<RouteApplied> {
    return this.#ask(asked, options =>
      this.#client.applyRoute(proposal, options),
    );
  }

  async #ask<T>(
    { credentials, signal }: AskedFor,
    request: (options: { token: string; signal?: AbortSignal }) => Promise<T>,
  ): Promise<T> {
    const { token } = await this.#auth.getPluginRequestToken({
      onBehalfOf: credentials,
      targetPluginId: 'traffic',
    });
    try {
      return await request({ token, signal });
    } catch (error) {
      throw describeFailure(error);
    }
  }
}

function describeFailure(error: unknown): unknown {
  if (error instanceof ResponseError) {
    // An error of the plugin has a name of its own; that of a router or proxy in front of it says nothing to people.
    return error.cause.name === 'Error'
      ? new ServiceUnavailableError(
          `The traffic backend answered with status ${error.statusCode} and no reason. Is @portolan/plugin-traffic-backend installed and running?`,
        )
      : error.cause;
  }
  // What fetch throws when nobody listens; the address that it names is the portal's own business.
  return error instanceof TypeError
    ? new ServiceUnavailableError(
        'The traffic backend cannot be reached. Try again when it runs.',
      )
    : error;
}
