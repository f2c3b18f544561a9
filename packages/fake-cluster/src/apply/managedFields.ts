import { apiVersionOf } from '../model/KubeObject';
import type { KubeObject, ManagedFieldsEntry } from '../model/KubeObject';
import { isDeepEqual } from '../model/equality';
import { schemaOf } from '../model/ResourceType';
import type { ResourceType } from '../model/ResourceType';
import { compareObjects } from './compareObjects';
import type { Comparison } from './compareObjects';
import { FieldSet } from './FieldSet';
import type { FieldPath } from './FieldSet';
import { wholeObjectSchema } from './mergeShape';

/** One manager and the fields it owns. */
export interface Manager {
  manager: string;
  operation: 'Apply' | 'Update';
  apiVersion: string;
  subresource?: string;
  time?: string;
  fields: FieldSet;
}

/** Fields that the server owns, whoever writes them. */
const UNMANAGED_METADATA = [
  'name',
  'namespace',
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'managedFields',
  'selfLink',
].map(name => `f:${name}`);

/** Whether anyone can own a field: kind, version and what the server writes are nobody's. */
export function isManaged(path: FieldPath): boolean {
  const [first, second] = path;
  if (first === 'f:apiVersion' || first === 'f:kind') return false;
  return (
    first !== 'f:metadata' ||
    (second !== undefined && !UNMANAGED_METADATA.includes(second))
  );
}

export function readManagers(object: KubeObject | undefined): Manager[] {
  return (object?.metadata.managedFields ?? []).map(entry => ({
    manager: entry.manager,
    operation: entry.operation,
    apiVersion: entry.apiVersion,
    subresource: entry.subresource || undefined,
    time: entry.time,
    fields: FieldSet.parse(entry.fieldsV1),
  }));
}

/** Writes managers back; those that own nothing are left out, appliers come first. */
export function renderManagers(
  managers: readonly Manager[],
): ManagedFieldsEntry[] {
  return managers
    .filter(({ fields }) => !fields.isEmpty)
    .map(({ fields, manager, operation, apiVersion, subresource, time }) => ({
      manager,
      operation,
      apiVersion,
      ...(time ? { time } : {}),
      fieldsType: 'FieldsV1',
      fieldsV1: fields.render(),
      ...(subresource ? { subresource } : {}),
    }))
    .sort(
      (a, b) =>
        compareText(a.operation, b.operation) ||
        compareText(a.time ?? '', b.time ?? '') ||
        compareText(a.manager, b.manager),
    );
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** Whether two managers are the same one; an applier is so in whatever version it applies. */
export function isSameManager(
  a: Pick<Manager, 'manager' | 'operation' | 'apiVersion' | 'subresource'>,
  b: Pick<Manager, 'manager' | 'operation' | 'apiVersion' | 'subresource'>,
): boolean {
  return (
    a.manager === b.manager &&
    a.operation === b.operation &&
    a.subresource === b.subresource &&
    (a.operation === 'Apply' || a.apiVersion === b.apiVersion)
  );
}

/** Takes what changed away from a manager: changed fields belong to whoever changed them, removed ones to nobody. */
export function loseFields(manager: Manager, changes: Comparison): Manager {
  return {
    ...manager,
    fields: manager.fields
      .difference(changes.modified)
      .difference(changes.added)
      .difference(changes.removed),
  };
}

function inScope(
  type: ResourceType,
  subresource: string | undefined,
): (path: FieldPath) => boolean {
  if (!type.statusSubresource) return isManaged;
  return path =>
    isManaged(path) && (path[0] === 'f:status') === (subresource === 'status');
}

/**
 * Attributes the changes of a create, update or patch to its manager, as an API server does for every write. Kinds without
 * a schema keep the managedFields they have.
 */
export function recordUpdate(options: {
  type: ResourceType;
  version: string;
  before: KubeObject | undefined;
  after: KubeObject;
  manager: string;
  subresource?: string;
  time: string;
}): KubeObject {
  const { type, version, before, after, manager, subresource, time } = options;
  const { managedFields: given, ...metadata } = after.metadata;
  const schema = schemaOf(type, version);
  if (!schema) {
    const kept = before?.metadata.managedFields;
    return {
      ...after,
      metadata: kept ? { ...metadata, managedFields: kept } : metadata,
    };
  }
  // Managers can be rewritten by an update, which is how kubectl turns its client-side applies into server-side ones.
  const known =
    before && given?.length ? readManagers(after) : readManagers(before);
  const all = compareObjects(wholeObjectSchema(schema), before ?? {}, after);
  const scope = inScope(type, subresource);
  const changes: Comparison = {
    added: all.added.filter(scope),
    modified: all.modified.filter(scope),
    removed: all.removed.filter(scope),
  };
  const own: Manager = {
    manager,
    operation: 'Update',
    apiVersion: apiVersionOf(type.group, version),
    subresource,
    fields: new FieldSet(),
  };
  const existing = known.find(candidate => isSameManager(candidate, own));
  const ownFields = (existing?.fields ?? own.fields)
    .difference(changes.removed)
    .union(changes.modified)
    .union(changes.added);
  const touched =
    !existing || !isDeepEqual(ownFields.render(), existing.fields.render());
  const managers = [
    ...known
      .filter(candidate => candidate !== existing)
      .map(candidate => loseFields(candidate, changes)),
    {
      ...own,
      time:
        touched || !changes.modified.isEmpty ? time : existing?.time ?? time,
      fields: ownFields,
    },
  ];
  return {
    ...after,
    metadata: { ...metadata, managedFields: renderManagers(managers) },
  };
}
