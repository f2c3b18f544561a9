import { z } from 'zod';
import { subjectOf } from '../faults/requestFaults';
import type { FaultBook } from '../faults/FaultBook';
import type { ObjectStore } from '../storage/ObjectStore';
import { serveWatch } from '../watch/serveWatch';
import type { WatchHub } from '../watch/WatchHub';
import { decodeObject } from '../write/decodeObject';
import type { ObjectApplier } from '../write/ObjectApplier';
import type { ObjectWriter } from '../write/ObjectWriter';
import { listObjects } from './listObjects';
import { negotiateForm } from './negotiate';
import { ObjectEncoder } from './ObjectEncoder';
import { patchObject } from './patchObject';
import { parseBody, readObjectBody, readText } from './readBody';
import type { ResourceRequest } from './ResourceRequest';
import { badRequest, methodNotAllowed } from './StatusError';
import { readDryRun, readWriteOptions } from './writeParameters';

/** What answering requests about kinds needs. */
export interface ResourceServices {
  store: ObjectStore;
  writer: ObjectWriter;
  applier: ObjectApplier;
  hub: WatchHub;
  faults: FaultBook;
  streamingLists: boolean;
  bookmarkIntervalMs: number;
  now: () => number;
}

const deleteOptionsSchema = z.looseObject({
  propagationPolicy: z.enum(['Orphan', 'Background', 'Foreground']).optional(),
  dryRun: z.array(z.literal('All')).optional(),
  preconditions: z
    .object({
      uid: z.string().optional(),
      resourceVersion: z.string().optional(),
    })
    .optional(),
});

function encoderFor(
  request: ResourceRequest,
  services: ResourceServices,
): ObjectEncoder {
  const { served, reply, info } = request;
  const includeObject = info.query.get('includeObject');
  return new ObjectEncoder({
    served,
    form: negotiateForm(reply.request.headers.accept),
    includeObject:
      includeObject === 'None' || includeObject === 'Object'
        ? includeObject
        : 'Metadata',
    nowMs: services.now,
  });
}

function nameOf(request: ResourceRequest): string {
  if (request.name === undefined) throw methodNotAllowed();
  return request.name;
}

async function serveList(
  request: ResourceRequest,
  services: ResourceServices,
): Promise<void> {
  const { served, namespace, info, caller, reply } = request;
  const encoder = encoderFor(request, services);
  const subject = subjectOf(info, caller);
  const page = listObjects({
    store: services.store,
    served,
    namespace,
    query: info.query,
    expireToken:
      info.query.get('continue') !== null &&
      services.faults.take(['expire-continue'], subject) !== undefined,
  });
  await reply.json({ body: encoder.encodeList(page.meta, page.items) });
}

async function serveCreate(
  request: ResourceRequest,
  services: ResourceServices,
): Promise<void> {
  const { served, namespace, info, reply } = request;
  if (request.name !== undefined) throw methodNotAllowed();
  const encoder = encoderFor(request, services);
  const options = readWriteOptions(info.query, reply);
  const body = decodeObject(served, await readObjectBody(reply.request));
  const { stored } = services.writer.create(
    { served, namespace },
    body,
    options,
  );
  await reply.json({ code: 201, body: encoder.encodeOne(stored) });
}

async function serveChange(
  request: ResourceRequest,
  services: ResourceServices,
): Promise<void> {
  const { served, namespace, info, reply } = request;
  const name = nameOf(request);
  const encoder = encoderFor(request, services);
  const write = {
    ...readWriteOptions(info.query, reply),
    subresource: request.subresource === 'status' ? 'status' : undefined,
  } as const;
  const { stored, created } =
    info.verb === 'patch'
      ? await patchObject({ ...services, request, name, write })
      : services.writer.update(
          { served, namespace, name },
          decodeObject(served, await readObjectBody(reply.request)),
          write,
        );
  await reply.json({
    code: created ? 201 : 200,
    body: encoder.encodeOne(stored),
  });
}

async function serveDelete(
  request: ResourceRequest,
  services: ResourceServices,
): Promise<void> {
  const { served, namespace, info, reply } = request;
  const name = nameOf(request);
  const text = await readText(reply.request);
  const parsed = deleteOptionsSchema.safeParse(
    text.trim() === '' ? {} : parseBody(text, 'json'),
  );
  if (!parsed.success) {
    throw badRequest(
      `the body is no DeleteOptions: ${z.prettifyError(parsed.error)}`,
    );
  }
  const stored = services.writer.delete(
    { served, namespace, name },
    {
      dryRun: readDryRun(info.query) || Boolean(parsed.data.dryRun?.length),
      preconditions: parsed.data.preconditions,
    },
  );
  const { type } = served;
  await reply.json({
    body: {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Success',
      details: {
        name,
        ...(type.group ? { group: type.group } : {}),
        kind: type.plural,
        uid: stored.object.metadata.uid,
      },
    },
  });
}

/** Answers a request about a kind that is served, from a caller who may make it. @throws StatusError */
export async function serveResource(
  request: ResourceRequest,
  services: ResourceServices,
): Promise<void> {
  const { served, namespace, info, reply } = request;
  switch (info.verb) {
    case 'list':
      return serveList(request, services);
    case 'watch':
      return serveWatch({
        ...services,
        request,
        encoder: encoderFor(request, services),
      });
    case 'get': {
      const encoder = encoderFor(request, services);
      const stored = services.writer.find({
        served,
        namespace,
        name: nameOf(request),
      });
      return reply.json({ body: encoder.encodeOne(stored) });
    }
    case 'create':
      return serveCreate(request, services);
    case 'update':
    case 'patch':
      return serveChange(request, services);
    case 'delete':
      return serveDelete(request, services);
    case 'deletecollection':
      throw methodNotAllowed(
        'this server deletes objects one by one only: delete collections of objects by name',
      );
    default:
      throw methodNotAllowed();
  }
}
