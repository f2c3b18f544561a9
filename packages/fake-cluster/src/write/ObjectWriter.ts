import { randomUUID } from 'node:crypto';
import { apiVersionOf } from '../model/KubeObject';
import type { KubeObject } from '../model/KubeObject';
import { isDeepEqual } from '../model/equality';
import type {
  ResourceRegistry,
  ServedResource,
} from '../model/ResourceRegistry';
import { schemaOf } from '../model/ResourceType';
import type { ResourceType } from '../model/ResourceType';
import {
  alreadyExists,
  badRequest,
  conflict,
  invalid,
  notFound,
} from '../server/StatusError';
import type { ObjectStore } from '../storage/ObjectStore';
import { storageKey, StoredObject } from '../storage/StoredObject';
import { applyBuiltinDefaults } from './builtinDefaults';
import { defaultObject, pruneObject, validateObject } from './checkFields';
import type { FieldValidation } from './checkFields';
import { settleMetadata } from './checkMetadata';
import { checkRules } from './checkRules';

/** How a write is to be done. */
export interface WriteOptions {
  dryRun: boolean;
  fieldValidation: FieldValidation;
  fieldManager: string;
  subresource?: 'status';
  /** Receives the text of `Warning` headers. */
  warn: (text: string) => void;
}

/** Where a write goes. */
export interface WriteTarget {
  served: ServedResource;
  namespace?: string;
}

/** The result of a write: the object as stored, or as it would be after a dry run. */
export interface WriteResult {
  stored: StoredObject;
  created: boolean;
}

/** Turns the unknown fields of a body into a refusal; creates and patches word it differently. */
export type RefuseUnknown = (unknown: readonly string[]) => Error;

/** The part of a refusal that names unknown fields, in the real server's words. */
export function strictDecodingError(unknown: readonly string[]): string {
  return `strict decoding error: ${unknown
    .map(field => `unknown field ${JSON.stringify(field)}`)
    .join(', ')}`;
}

function withoutVolatile(object: KubeObject): KubeObject {
  const { managedFields: _managed, ...metadata } = object.metadata;
  return { ...object, metadata };
}

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

/**
 * Everything between a decoded request and the store: field validation, defaults, metadata that the server owns, the
 * status subresource, optimistic concurrency. It computes no status: that is a controller's work.
 */
export class ObjectWriter {
  constructor(
    private readonly options: {
      store: ObjectStore;
      registry: ResourceRegistry;
      now: () => number;
    },
  ) {}

  /** The object of that name. @throws StatusError 404 */
  find(target: WriteTarget, name: string): StoredObject {
    const { type } = target.served;
    const stored = this.options.store
      .collection(type)
      .get(storageKey(target.namespace, name));
    if (!stored) throw notFound(type, name);
    return stored;
  }

  /** @throws StatusError 400, 404 (namespace), 409, 422 */
  create(
    target: WriteTarget,
    body: KubeObject,
    options: WriteOptions,
  ): WriteResult {
    const { served } = target;
    const { type } = served;
    const settled = settleMetadata({
      type,
      object: body,
      namespace: target.namespace,
    });
    const name = settled.metadata.name ?? '';
    this.#checkNamespace(type, target.namespace);
    const key = storageKey(target.namespace, name);
    if (this.options.store.collection(type).get(key)) {
      throw alreadyExists(type, name);
    }
    if (settled.metadata.resourceVersion) {
      throw badRequest(
        'resourceVersion should not be set on objects to be created',
      );
    }
    const { status: _status, ...withoutStatus } = settled;
    const { apiVersion, kind, metadata } = settled;
    const incoming: KubeObject = type.statusSubresource
      ? { ...withoutStatus, apiVersion, kind, metadata }
      : settled;
    const prepared = this.prepare(served, incoming, options, unknown =>
      badRequest(
        `${type.kind} in version "${served.version}" cannot be handled as a ${
          type.kind
        }: ${strictDecodingError(unknown)}`,
      ),
    );
    const object: KubeObject = {
      ...prepared,
      metadata: {
        ...prepared.metadata,
        uid: randomUUID(),
        creationTimestamp: this.#timestamp(),
        ...(type.hasGeneration ? { generation: 1 } : {}),
      },
    };
    return { stored: this.#commit(type, object, options), created: true };
  }

  /** Replaces an object. @throws StatusError 400, 404, 409, 422 */
  update(
    target: WriteTarget,
    name: string,
    body: KubeObject,
    options: WriteOptions & { refuseUnknown?: RefuseUnknown },
  ): WriteResult {
    const { served } = target;
    const { type } = served;
    const current = this.find(target, name);
    this.#checkIdentity(target, name, body);
    const { resourceVersion } = body.metadata;
    if (!resourceVersion && type.custom) {
      throw invalid(type, name, [
        {
          field: 'metadata.resourceVersion',
          reason: 'FieldValueInvalid',
          message: 'Invalid value: 0x0: must be specified for an update',
        },
      ]);
    }
    this.#checkPreconditions(type, current, body);
    const prepared = this.prepare(
      served,
      this.#takeChanges(type, current.object, body, options.subresource),
      options,
      options.refuseUnknown ??
        (unknown =>
          badRequest(
            `${type.kind} in version "${
              served.version
            }" cannot be handled as a ${type.kind}: ${strictDecodingError(
              unknown,
            )}`,
          )),
    );
    const object = this.#keepServerFields(type, current.object, prepared);
    return {
      stored: this.commitChange(type, current, object, options),
      created: false,
    };
  }

  /** Removes an object and, for a Namespace, all that is in it. @throws StatusError 404, 409 */
  delete(
    target: WriteTarget,
    name: string,
    options: {
      dryRun: boolean;
      preconditions?: { uid?: string; resourceVersion?: string };
    },
  ): StoredObject {
    const { type } = target.served;
    const current = this.find(target, name);
    const { uid, resourceVersion } = options.preconditions ?? {};
    const { metadata } = current.object;
    if (uid && uid !== metadata.uid) {
      throw conflict(
        type,
        name,
        `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${metadata.uid}`,
      );
    }
    if (resourceVersion && resourceVersion !== metadata.resourceVersion) {
      throw conflict(
        type,
        name,
        `Precondition failed: ResourceVersion in precondition: ${resourceVersion}, ResourceVersion in object meta: ${metadata.resourceVersion}`,
      );
    }
    if (options.dryRun) return current;
    if (type.group === '' && type.kind === 'Namespace') {
      this.#emptyNamespace(name);
    }
    return this.options.store.delete(type, current);
  }

  /** Puts an object as it is, past validation and the status subresource: the way of fixtures and tests. */
  replace(served: ServedResource, object: KubeObject): StoredObject {
    const { type } = served;
    const { store } = this.options;
    const { namespace, name = '' } = object.metadata;
    if (type.namespaced) this.#ensureNamespace(namespace ?? 'default');
    const placed: KubeObject = {
      ...object,
      metadata: {
        ...object.metadata,
        ...(type.namespaced ? { namespace: namespace ?? 'default' } : {}),
      },
    };
    const key = storageKey(placed.metadata.namespace, name);
    const current = store.collection(type).get(key);
    const filled = this.#fill(served, placed);
    const after = this.#keepServerFields(
      type,
      current?.object ?? filled,
      filled,
      { explicit: true },
    );
    if (current && isDeepEqual(after, current.object)) return current;
    return store.put(type, after);
  }

  /** Checks the fields of an object and fills in its defaults. @throws the error of `refuse`, or StatusError 422 */
  prepare(
    served: ServedResource,
    object: KubeObject,
    options: WriteOptions,
    refuse: RefuseUnknown,
  ): KubeObject {
    const schema = schemaOf(served.type, served.version);
    if (!schema) return applyBuiltinDefaults(object);
    const { object: pruned, unknown } = pruneObject(schema, object);
    if (unknown.length && options.fieldValidation === 'Strict') {
      throw refuse(unknown);
    }
    if (options.fieldValidation === 'Warn') {
      for (const field of unknown) options.warn(`unknown field "${field}"`);
    }
    const filled = this.#fill(served, pruned);
    const problems = [
      ...validateObject(schema, filled),
      ...checkRules(served.type, filled),
    ];
    if (problems.length) {
      throw invalid(served.type, object.metadata.name ?? '', problems);
    }
    return filled;
  }

  /** Stores a changed object, or leaves the store alone when nothing changed or it is a dry run. */
  commitChange(
    type: ResourceType,
    current: StoredObject,
    object: KubeObject,
    options: { dryRun: boolean },
  ): StoredObject {
    const unchanged = isDeepEqual(
      withoutVolatile(object),
      withoutVolatile(current.object),
    );
    return unchanged ? current : this.#commit(type, object, options);
  }

  #commit(
    type: ResourceType,
    object: KubeObject,
    options: { dryRun: boolean },
  ): StoredObject {
    if (!options.dryRun) return this.options.store.put(type, object);
    const { namespace, name = '' } = object.metadata;
    return new StoredObject(
      storageKey(namespace, name),
      object,
      this.options.store.revision,
    );
  }

  #fill(served: ServedResource, object: KubeObject): KubeObject {
    const schema = schemaOf(served.type, served.version);
    const storedVersion: KubeObject = {
      ...object,
      apiVersion: apiVersionOf(served.type.group, served.type.versions[0].name),
    };
    return schema
      ? defaultObject(schema, storedVersion)
      : applyBuiltinDefaults(storedVersion);
  }

  /** Through the main path, the status stays; through /status, nothing else changes. */
  #takeChanges(
    type: ResourceType,
    current: KubeObject,
    body: KubeObject,
    subresource: 'status' | undefined,
  ): KubeObject {
    if (!type.statusSubresource) return body;
    if (subresource === 'status') {
      return { ...current, status: body.status };
    }
    return current.status === undefined
      ? { ...body, status: undefined }
      : { ...body, status: current.status };
  }

  #keepServerFields(
    type: ResourceType,
    before: KubeObject,
    after: KubeObject,
    options: { explicit: boolean } = { explicit: false },
  ): KubeObject {
    const {
      uid,
      creationTimestamp,
      generation = 1,
      resourceVersion,
    } = before.metadata;
    const changed = !isDeepEqual(specOf(before), specOf(after));
    const given = options.explicit ? after.metadata : {};
    const { status, ...rest } = after;
    const { apiVersion, kind } = after;
    return {
      ...rest,
      apiVersion,
      kind,
      metadata: {
        ...after.metadata,
        uid: given.uid ?? uid ?? randomUUID(),
        creationTimestamp:
          given.creationTimestamp ?? creationTimestamp ?? this.#timestamp(),
        resourceVersion,
        ...(type.hasGeneration
          ? {
              generation:
                given.generation ?? (changed ? generation + 1 : generation),
            }
          : {}),
      },
      ...(status === undefined ? {} : { status }),
    };
  }

  #checkIdentity(target: WriteTarget, name: string, body: KubeObject): void {
    const { metadata } = body;
    if (metadata.name && metadata.name !== name) {
      throw badRequest(
        `the name of the object (${metadata.name}) does not match the name on the URL (${name})`,
      );
    }
    if (metadata.namespace && metadata.namespace !== target.namespace) {
      throw badRequest(
        `the namespace of the object (${metadata.namespace}) does not match the namespace on the URL (${target.namespace})`,
      );
    }
  }

  #checkPreconditions(
    type: ResourceType,
    current: StoredObject,
    body: KubeObject,
  ): void {
    const { name = '', resourceVersion, uid } = current.object.metadata;
    const given = body.metadata;
    if (given.uid && given.uid !== uid) {
      throw conflict(
        type,
        name,
        `Precondition failed: UID in precondition: ${given.uid}, UID in object meta: ${uid}`,
      );
    }
    if (given.resourceVersion && given.resourceVersion !== resourceVersion) {
      throw conflict(type, name);
    }
  }

  #namespaces(): ServedResource {
    const type = this.options.registry.findByGroupKind({
      group: '',
      kind: 'Namespace',
    });
    if (!type) {
      throw new Error(
        'The kind Namespace is not defined, but every cluster has namespaces: define it among the resource types.',
      );
    }
    return { type, version: 'v1' };
  }

  #checkNamespace(type: ResourceType, namespace: string | undefined): void {
    if (!type.namespaced || namespace === undefined) return;
    const namespaces = this.#namespaces();
    if (!this.options.store.collection(namespaces.type).get(namespace)) {
      throw notFound(namespaces.type, namespace);
    }
  }

  /** An object cannot be in a namespace that is not there, so the namespace appears with it. */
  #ensureNamespace(name: string): void {
    const namespaces = this.#namespaces();
    if (this.options.store.collection(namespaces.type).get(name)) return;
    this.replace(namespaces, {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name },
    });
  }

  #emptyNamespace(namespace: string): void {
    const { store, registry } = this.options;
    for (const type of registry.list()) {
      if (!type.namespaced) continue;
      for (const stored of store.collection(type).sorted()) {
        if (stored.namespace === namespace) store.delete(type, stored);
      }
    }
  }

  #timestamp(): string {
    return new Date(this.options.now()).toISOString().replace(/\.\d+Z$/, 'Z');
  }
}
