import { fieldsOf } from '../apply/compareObjects';
import { isManaged } from '../apply/managedFields';
import type { FieldPath } from '../apply/FieldSet';
import type { KubeObject, ManagedFieldsEntry } from '../model/KubeObject';
import type { Schema } from '../schema/Schema';

const CREATED_MS = Date.UTC(2026, 0, 5, 8, 0, 0);
const ITEM: Schema = { type: 'any' };

function keyed(...listMapKeys: string[]): Schema {
  return { type: 'array', listType: 'map', listMapKeys, items: ITEM };
}

const CONTAINER: Schema = {
  type: 'any',
  properties: {
    ports: keyed('containerPort', 'protocol'),
    env: keyed('name'),
    volumeMounts: keyed('mountPath'),
  },
};

const POD_SPEC: Schema = {
  type: 'any',
  properties: {
    containers: { ...keyed('name'), items: CONTAINER },
    volumes: keyed('name'),
  },
};

const STATUS: Schema = {
  type: 'any',
  properties: { conditions: keyed('type'), podIPs: keyed('ip') },
};

const POD_TEMPLATE: Schema = { type: 'any', properties: { spec: POD_SPEC } };

const SCHEMAS: Readonly<Record<string, Schema>> = {
  Service: {
    type: 'any',
    properties: { ports: keyed('port', 'protocol') },
  },
  Deployment: { type: 'any', properties: { template: POD_TEMPLATE } },
  Pod: POD_SPEC,
  Gateway: { type: 'any', properties: { listeners: keyed('name') } },
};

function schemaFor(kind: string): Schema {
  return {
    type: 'any',
    properties: {
      spec: SCHEMAS[kind] ?? ITEM,
      status: {
        ...STATUS,
        properties: {
          ...STATUS.properties,
          ...(kind === 'Gateway'
            ? {
                listeners: {
                  ...keyed('name'),
                  items: STATUS,
                },
              }
            : {}),
        },
      },
    },
  };
}

/** The time of creation of the n-th object: one second after the other. */
export function createdAt(index: number): string {
  return new Date(CREATED_MS + index * 1000)
    .toISOString()
    .replace(/\.\d+Z$/, 'Z');
}

/** Attributes the fields of an object to whoever would have written them: one manager for the spec, one for the status. */
export function stampManagers(
  object: KubeObject,
  managers: { spec: string; status?: string },
): KubeObject {
  const fields = fieldsOf(schemaFor(object.kind), object).filter(isManaged);
  const time = object.metadata.creationTimestamp ?? undefined;
  const isStatus = (path: FieldPath) => path[0] === 'f:status';
  const specEntry: ManagedFieldsEntry = {
    manager: managers.spec,
    operation: 'Update',
    apiVersion: object.apiVersion,
    time,
    fieldsType: 'FieldsV1',
    fieldsV1: fields.filter(path => !isStatus(path)).render(),
  };
  const status = fields.filter(isStatus);
  const statusEntry: ManagedFieldsEntry[] =
    managers.status && !status.isEmpty
      ? [
          {
            ...specEntry,
            manager: managers.status,
            fieldsV1: status.render(),
            subresource: 'status',
          },
        ]
      : [];
  return {
    ...object,
    metadata: {
      ...object.metadata,
      managedFields: [specEntry, ...statusEntry],
    },
  };
}
