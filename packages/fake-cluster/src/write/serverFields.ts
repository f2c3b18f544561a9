import { randomUUID } from 'node:crypto';
import { isDeepEqual } from '../model/equality';
import type { KubeObject } from '../model/KubeObject';
import type { ResourceType } from '../model/ResourceType';

/** The fields whose change counts as a new generation. */
function specOf(object: KubeObject): Record<string, unknown> {
  const {
    apiVersion: _apiVersion,
    kind: _kind,
    metadata: _metadata,
    status: _status,
    ...rest
  } = object;
  return rest;
}

/** A time as Kubernetes writes it: UTC, whole seconds. */
export function renderTimestamp(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');
}

/** The object without its status; its head stays. */
export function withoutStatus(object: KubeObject): KubeObject {
  const { status: _status, ...rest } = object;
  const { apiVersion, kind, metadata } = object;
  return { ...rest, apiVersion, kind, metadata };
}

/** Gives a new object the metadata that the server writes. */
export function addServerFields(
  type: ResourceType,
  object: KubeObject,
  timestamp: string,
): KubeObject {
  return {
    ...object,
    metadata: {
      ...object.metadata,
      uid: randomUUID(),
      creationTimestamp: timestamp,
      ...(type.hasGeneration ? { generation: 1 } : {}),
    },
  };
}

/** Carries the server's metadata over to the next state; the generation grows when anything but metadata and status changed. */
export function keepServerFields(
  type: ResourceType,
  before: KubeObject,
  after: KubeObject,
): KubeObject {
  const {
    uid,
    creationTimestamp,
    generation = 1,
    resourceVersion,
  } = before.metadata;
  const changed = !isDeepEqual(specOf(before), specOf(after));
  return {
    ...after,
    metadata: {
      ...after.metadata,
      uid,
      creationTimestamp,
      resourceVersion,
      ...(type.hasGeneration
        ? { generation: changed ? generation + 1 : generation }
        : {}),
    },
  };
}

/** The same for an object that is put directly, where what the object itself says about its identity counts. */
export function settleServerFields(options: {
  type: ResourceType;
  before: KubeObject | undefined;
  after: KubeObject;
  timestamp: string;
}): KubeObject {
  const { type, before, after, timestamp } = options;
  const { uid, creationTimestamp, generation } = after.metadata;
  const settled = before
    ? keepServerFields(type, before, after)
    : addServerFields(type, after, timestamp);
  return {
    ...settled,
    metadata: {
      ...settled.metadata,
      ...(uid ? { uid } : {}),
      ...(creationTimestamp ? { creationTimestamp } : {}),
      ...(generation ? { generation } : {}),
    },
  };
}

/** Through the main path the status stays as it is; through /status nothing but the status changes. */
export function takeChanges(options: {
  type: ResourceType;
  current: KubeObject;
  body: KubeObject;
  subresource: 'status' | undefined;
}): KubeObject {
  const { type, current, body, subresource } = options;
  if (!type.statusSubresource) return body;
  if (subresource === 'status') return { ...current, status: body.status };
  return current.status === undefined
    ? withoutStatus(body)
    : { ...body, status: current.status };
}

function withoutTimes(object: KubeObject): KubeObject {
  const { managedFields, ...metadata } = object.metadata;
  return {
    ...object,
    metadata: {
      ...metadata,
      managers: managedFields?.map(({ time: _time, ...entry }) => entry),
    },
  };
}

/** Whether a write would change nothing but the times at which managers wrote. */
export function isUnchanged(before: KubeObject, after: KubeObject): boolean {
  return isDeepEqual(withoutTimes(before), withoutTimes(after));
}
