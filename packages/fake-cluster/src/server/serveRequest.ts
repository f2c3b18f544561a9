import type { IncomingMessage, ServerResponse } from 'node:http';
import { findCaller, unauthorized } from '../auth/authenticate';
import { authorize } from '../auth/authorize';
import type { FakeUser } from '../auth/FakeUser';
import { decodeReview, PROTOBUF } from '../auth/reviewProtobuf';
import { reviewResources } from '../auth/reviewResources';
import { serveDiscovery } from '../discovery/serveDiscovery';
import { meetRequestFaults, subjectOf } from '../faults/requestFaults';
import type { ResourceRegistry } from '../model/ResourceRegistry';
import type { ResourceType } from '../model/ResourceType';
import { contentTypeOf, readBytes, readObjectBody } from './readBody';
import { Reply } from './Reply';
import { parseRequest } from './requestInfo';
import type { RequestInfo } from './requestInfo';
import type { RequestLog } from './RequestLog';
import { serveResource } from './serveResource';
import type { ResourceServices } from './serveResource';
import { methodNotAllowed, StatusError } from './StatusError';

/** Everything that answering a request needs. */
export interface RequestServices extends ResourceServices {
  users: readonly FakeUser[];
  registry: ResourceRegistry;
  requests: RequestLog;
  clusterVersion: string;
  log: (line: string) => void;
}

type ResourceInfo = NonNullable<RequestInfo['resource']>;

function reviewFor(resource: ResourceInfo) {
  return reviewResources.find(
    review =>
      review.group === resource.group &&
      review.version === resource.version &&
      review.plural === resource.plural,
  );
}

/** Whether a kind has this path: its subresources, and namespaces only where it is in one. */
function isPathOf(type: ResourceType, resource: ResourceInfo): boolean {
  const { subresource, namespace, plural } = resource;
  const hasSubresource =
    subresource === undefined ||
    (subresource === 'status' && type.statusSubresource);
  const hasScope =
    type.namespaced || namespace === undefined || plural === 'namespaces';
  return hasSubresource && hasScope;
}

async function readReview(request: IncomingMessage): Promise<unknown> {
  return contentTypeOf(request) === PROTOBUF
    ? decodeReview(await readBytes(request))
    : readObjectBody(request);
}

function pause(ms: number): Promise<void> {
  return new Promise(resolve => {
    setTimeout(resolve, ms);
  });
}

async function answerRequest(
  info: RequestInfo,
  reply: Reply,
  services: RequestServices,
): Promise<void> {
  const { users, registry, requests, faults, clusterVersion } = services;
  const { authorization } = reply.request.headers;
  const caller = findCaller(users, authorization);
  requests.record(info, caller?.name ?? '');
  if (!caller) throw unauthorized();

  const { resource } = info;
  const served = resource && registry.find(resource);
  const { hang, delayMs } = meetRequestFaults({
    faults,
    info,
    caller,
    custom: served?.type.custom ?? false,
  });
  if (hang) return;
  if (delayMs > 0) await pause(delayMs);
  if (info.verb !== 'watch') {
    const cut = faults.take(['cut-body'], subjectOf(info, caller));
    reply.cutAfterBytes = cut?.fault.afterBytes;
  }

  authorize(caller, info);
  if (!resource) {
    await serveDiscovery({ info, reply, registry, clusterVersion });
    return;
  }
  const review = reviewFor(resource);
  if (review) {
    if (info.verb !== 'create') throw methodNotAllowed();
    const body = await readReview(reply.request);
    await reply.json({ code: 201, body: review.answer(caller, body) });
    return;
  }
  if (!served || !isPathOf(served.type, resource)) {
    reply.pathNotFound();
    return;
  }
  await serveResource(
    {
      info,
      caller,
      served,
      namespace: served.type.namespaced ? resource.namespace : undefined,
      name: resource.name,
      subresource: resource.subresource,
      reply,
    },
    services,
  );
}

function toStatusError(
  error: unknown,
  log: (line: string) => void,
): StatusError {
  if (error instanceof StatusError) return error;
  log(
    `A request failed inside the fake cluster: ${
      error instanceof Error ? error.stack ?? error.message : String(error)
    }`,
  );
  return new StatusError({
    code: 500,
    reason: 'InternalError',
    message:
      'Internal error occurred: the fake cluster failed to answer; its log says why',
  });
}

/** Answers one HTTP request; never rejects. */
export async function serveRequest(
  request: IncomingMessage,
  response: ServerResponse,
  services: RequestServices,
): Promise<void> {
  const reply = new Reply(request, response);
  try {
    const info = parseRequest(request.method ?? 'GET', request.url ?? '/');
    await answerRequest(info, reply, services);
  } catch (error) {
    const failure = toStatusError(error, services.log);
    if (response.headersSent || response.destroyed) response.destroy();
    else await reply.failure(failure);
  }
}
