import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { ActiveFault, FaultRequest } from '../faults/Fault';
import {
  activeFaultSchema,
  clusterStateSchema,
  CONTROL_FILE,
  controlAddressSchema,
  controlErrorSchema,
} from './controlProtocol';
import type { ClusterState } from './controlProtocol';

/** The clusters are not there or refuse; the message is a sentence for the person at the terminal. */
export class FakeClusterControlError extends Error {
  readonly name = 'FakeClusterControlError';
}

/** Steers running fake clusters from another process: the demo command and end-to-end tests. */
export class FakeClusterControl {
  private constructor(
    private readonly address: z.output<typeof controlAddressSchema>,
  ) {}

  /** Finds the clusters by their state directory. @throws FakeClusterControlError when none run there */
  static async open(stateDir: string): Promise<FakeClusterControl> {
    let text: string;
    try {
      text = await readFile(join(stateDir, CONTROL_FILE), 'utf8');
    } catch {
      throw new FakeClusterControlError(
        `No fake clusters run with the state directory ${stateDir}: there is no ${CONTROL_FILE} in it. Start the demo first.`,
      );
    }
    return new FakeClusterControl(controlAddressSchema.parse(JSON.parse(text)));
  }

  /** All clusters with their addresses, whether they run, and their faults. */
  clusters(): Promise<ClusterState[]> {
    return this.#call(z.array(clusterStateSchema), 'GET', '/clusters');
  }

  /** Makes a cluster refuse connections, after a graceful end of its watches. */
  stop(cluster: string): Promise<ClusterState> {
    return this.#call(clusterStateSchema, 'POST', path(cluster, 'stop'));
  }

  /** Lets a stopped cluster listen again, on the same port. */
  start(cluster: string): Promise<ClusterState> {
    return this.#call(clusterStateSchema, 'POST', path(cluster, 'start'));
  }

  /** Makes all resource versions handed out so far too old. */
  compact(cluster: string): Promise<ClusterState> {
    return this.#call(clusterStateSchema, 'POST', path(cluster, 'compact'));
  }

  setFault(cluster: string, fault: FaultRequest): Promise<ActiveFault> {
    return this.#call(
      activeFaultSchema,
      'POST',
      path(cluster, 'faults'),
      fault,
    );
  }

  /** Ends one fault, or all faults of the cluster without an id. */
  clearFaults(cluster: string, id?: string): Promise<ClusterState> {
    const rest = id === undefined ? [] : [id];
    return this.#call(
      clusterStateSchema,
      'DELETE',
      path(cluster, 'faults', ...rest),
    );
  }

  async listFaults(cluster: string): Promise<ActiveFault[]> {
    const state = await this.#call(clusterStateSchema, 'GET', path(cluster));
    return state.faults;
  }

  /** How many requests came in, by `verb resource`. */
  requestCounts(cluster: string): Promise<Record<string, number>> {
    return this.#call(
      z.record(z.string(), z.number()),
      'GET',
      path(cluster, 'requests'),
    );
  }

  async #call<T>(
    schema: z.ZodType<T>,
    method: string,
    target: string,
    body?: object,
  ): Promise<T> {
    const { url, token } = this.address;
    let response: Response;
    try {
      response = await fetch(`${url}${target}`, {
        method,
        headers: { authorization: `Bearer ${token}` },
        body: body && JSON.stringify(body),
      });
    } catch {
      throw new FakeClusterControlError(
        `The fake clusters do not answer at ${url}. They have probably ended: start the demo again.`,
      );
    }
    const answer: unknown = await response.json();
    if (response.ok) return schema.parse(answer);
    throw new FakeClusterControlError(controlErrorSchema.parse(answer).error);
  }
}

function path(...parts: string[]): string {
  return `/clusters/${parts.map(encodeURIComponent).join('/')}`;
}
