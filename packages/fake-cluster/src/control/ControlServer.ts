import { randomBytes, timingSafeEqual } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { z } from 'zod';
import { faultSchema, FAULT_TYPES } from '../faults/Fault';
import type { FakeCluster } from '../startFakeCluster';
import { StatusError } from '../server/StatusError';
import { parseBody, readText } from '../server/readBody';
import { CONTROL_FILE } from './controlProtocol';
import type { ClusterState } from './controlProtocol';

/** A refusal of the control endpoint; the message is a sentence. */
class ControlRefusal extends Error {
  readonly name = 'ControlRefusal';

  constructor(readonly status: number, message: string) {
    super(message);
  }
}

function describeCluster(cluster: FakeCluster): ClusterState {
  return {
    name: cluster.name,
    url: cluster.url,
    running: cluster.running,
    openWatches: cluster.requests.openWatches.length,
    faults: [...cluster.faults.list()],
  };
}

function clusterNamed(
  clusters: readonly FakeCluster[],
  name: string,
): FakeCluster {
  const cluster = clusters.find(candidate => candidate.name === name);
  if (!cluster) {
    throw new ControlRefusal(
      404,
      `There is no cluster "${name}"; the clusters are: ${clusters
        .map(candidate => candidate.name)
        .join(', ')}.`,
    );
  }
  return cluster;
}

async function setFault(
  cluster: FakeCluster,
  request: IncomingMessage,
): Promise<unknown> {
  const body = parseBody(await readText(request), 'json');
  try {
    return cluster.faults.set(faultSchema.parse(body));
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error;
    throw new ControlRefusal(
      400,
      `This is no fault: ${z.prettifyError(
        error,
      )}. The faults are: ${FAULT_TYPES.join(', ')}.`,
    );
  }
}

async function answer(
  request: IncomingMessage,
  clusters: readonly FakeCluster[],
): Promise<unknown> {
  const [, root, name, action, id] = (request.url ?? '/')
    .split('?')[0]
    .split('/')
    .map(decodeURIComponent);
  const call = `${request.method} ${action ?? ''}`.trim();
  if (root === 'clusters' && name === undefined && call === 'GET') {
    return clusters.map(describeCluster);
  }
  if (root !== 'clusters' || name === undefined) {
    throw new ControlRefusal(404, 'There is nothing under this path.');
  }
  const cluster = clusterNamed(clusters, name);
  switch (call) {
    case 'GET':
      break;
    case 'POST stop':
      await cluster.pause({ graceful: true });
      break;
    case 'POST start':
      await cluster.resume();
      break;
    case 'POST compact':
      cluster.compact();
      break;
    case 'POST faults':
      return setFault(cluster, request);
    case 'DELETE faults':
      if (!cluster.faults.clear(id) && id !== undefined) {
        throw new ControlRefusal(
          404,
          `Cluster "${name}" has no fault "${id}"; list its faults to see their ids.`,
        );
      }
      break;
    case 'GET requests':
      return cluster.requests.counts();
    default:
      throw new ControlRefusal(405, `A cluster cannot be asked to ${call}.`);
  }
  return describeCluster(cluster);
}

function isAuthorized(request: IncomingMessage, token: string): boolean {
  const given = Buffer.from(request.headers.authorization ?? '');
  const expected = Buffer.from(`Bearer ${token}`);
  return given.length === expected.length && timingSafeEqual(given, expected);
}

/**
 * Opens the endpoint through which the demo command stops clusters and sets faults: loopback only, with a token that is
 * written, together with the address, to `control.json` in the state directory.
 */
export async function startControlServer(options: {
  clusters: readonly FakeCluster[];
  stateDir: string;
}): Promise<{ stop(): Promise<void> }> {
  const { clusters, stateDir } = options;
  const file = join(stateDir, CONTROL_FILE);
  const token = randomBytes(24).toString('base64url');

  const server = createServer(async (request, response) => {
    let status = 200;
    let body: unknown;
    try {
      if (!isAuthorized(request, token)) {
        throw new ControlRefusal(
          401,
          `The control endpoint needs the token in ${CONTROL_FILE} of the state directory.`,
        );
      }
      body = await answer(request, clusters);
    } catch (error) {
      if (error instanceof ControlRefusal) status = error.status;
      else status = error instanceof StatusError ? error.body.code : 500;
      body = { error: error instanceof Error ? error.message : String(error) };
    }
    response
      .writeHead(status, { 'Content-Type': 'application/json' })
      .end(JSON.stringify(body));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  await rm(file, { force: true });
  await writeFile(
    file,
    JSON.stringify({ url: `http://127.0.0.1:${port}`, token }),
    { mode: 0o600 },
  );
  return {
    async stop() {
      await rm(file, { force: true });
      await new Promise<void>(resolve => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}
