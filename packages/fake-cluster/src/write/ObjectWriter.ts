import { recordUpdate } from '../apply/managedFields';
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
import { Namespaces } from './Namespaces';
import {
  addServerFields,
  isUnchanged,
  keepServerFields,
  renderTimestamp,
  settleServerFields,
  takeChanges,
  withoutStatus,
} from './serverFields';

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

/** One object, by its place and name. */
export interface ObjectTarget extends WriteTarget {
  name: string;
}

/** The result of a write: the object as stored, or as it would be after a dry run. */
export interface WriteResult {
  stored: StoredObject;
  created: boolean;
}

/** Turns the unknown fields of a body into a refusal; creates and patches word it differently. */
export type RefuseUnknown = (unknown: readonly string[]) => Error;

/** What a delete asks of the object before it goes. */
export interface Preconditions {
  uid?: string;
  resourceVersion?: string;
}

/** The part of a refusal that names unknown fields, in the real server's words. */
export function strictDecodingError(unknown: readonly string[]): string {
  return `strict decoding error: ${unknown
    .map(field => `unknown field ${JSON.stringify(field)}`)
    .join(', ')}`;
}

function refuseBody({ type, version }: ServedResource): RefuseUnknown {
  return unknown =>
    badRequest(
      `${type.kind} in version "${version}" cannot be handled as a ${
        type.kind
      }: ${strictDecodingError(unknown)}`,
    );
}

/**
 * Everything between a decoded request and the store: field validation, defaults, metadata that the server owns, the
 * status subresource, optimistic concurrency. It computes no status: that is a controller's work.
 */
export class ObjectWriter {
  readonly #namespaces: Namespaces;

  constructor(
    private readonly options: {
      store: ObjectStore;
      registry: ResourceRegistry;
      now: () => number;
    },
  ) {
    this.#namespaces = new Namespaces(options);
  }

  /** The object of that name. @throws StatusError 404 */
  find({ served, namespace, name }: ObjectTarget): StoredObject {
    const { type } = served;
    const stored = this.options.store
      .collection(type)
      .get(storageKey(namespace, name));
    if (!stored) throw notFound(type, name);
    return stored;
  }

  /** @throws StatusError 400, 404 (namespace), 409, 422 */
  create(
    target: WriteTarget,
    body: KubeObject,
    options: WriteOptions,
  ): WriteResult {
    const { served, namespace } = target;
    const { type, version } = served;
    const settled = settleMetadata({ type, object: body, namespace });
    const { name = '', resourceVersion } = settled.metadata;
    this.#namespaces.check(type, namespace);
    const key = storageKey(namespace, name);
    if (this.options.store.collection(type).get(key)) {
      throw alreadyExists(type, name);
    }
    if (resourceVersion) {
      throw badRequest(
        'resourceVersion should not be set on objects to be created',
      );
    }
    const prepared = this.#prepare(
      served,
      type.statusSubresource ? withoutStatus(settled) : settled,
      options,
    );
    const object = recordUpdate({
      type,
      version,
      before: undefined,
      after: addServerFields(type, prepared, this.#timestamp()),
      manager: options.fieldManager,
      time: this.#timestamp(),
    });
    return { stored: this.#commit(type, object, options), created: true };
  }

  /** Replaces an object. @throws StatusError 400, 404, 409, 422 */
  update(
    target: ObjectTarget,
    body: KubeObject,
    options: WriteOptions & { refuseUnknown?: RefuseUnknown },
  ): WriteResult {
    const { served } = target;
    const { type, version } = served;
    const current = this.find(target);
    this.#checkIdentity(target, body);
    this.#checkCurrent(type, current, body);
    const prepared = this.#prepare(
      served,
      takeChanges({
        type,
        current: current.object,
        body,
        subresource: options.subresource,
      }),
      options,
      options.refuseUnknown,
    );
    const object = recordUpdate({
      type,
      version,
      before: current.object,
      after: keepServerFields(type, current.object, prepared),
      manager: options.fieldManager,
      subresource: options.subresource,
      time: this.#timestamp(),
    });
    return this.#commitChange(type, current, object, options);
  }

  /** Stores what server-side apply has merged. @throws StatusError 404 (namespace), 422 */
  commitApplied(applied: {
    target: WriteTarget;
    current: StoredObject | undefined;
    object: KubeObject;
    options: WriteOptions;
  }): WriteResult {
    const { target, current, object, options } = applied;
    const { served, namespace } = target;
    const { type } = served;
    const prepared = this.#prepare(served, object, options);
    if (current) {
      const next = keepServerFields(type, current.object, prepared);
      return this.#commitChange(type, current, next, options);
    }
    this.#namespaces.check(type, namespace);
    const created = addServerFields(type, prepared, this.#timestamp());
    return { stored: this.#commit(type, created, options), created: true };
  }

  /** Removes an object and, for a Namespace, all that is in it. @throws StatusError 404, 409 */
  delete(
    target: ObjectTarget,
    options: { dryRun: boolean; preconditions?: Preconditions },
  ): StoredObject {
    const { type } = target.served;
    const current = this.find(target);
    this.#checkPreconditions(type, current, options.preconditions ?? {});
    if (options.dryRun) return current;
    if (this.#namespaces.isNamespace(type)) this.#namespaces.empty(target.name);
    return this.options.store.delete(type, current);
  }

  /** Puts an object as it is, past validation and the status subresource: the way of fixtures and tests. */
  replace(served: ServedResource, object: KubeObject): StoredObject {
    const { type } = served;
    const { store } = this.options;
    const namespace = type.namespaced
      ? object.metadata.namespace ?? 'default'
      : undefined;
    if (namespace !== undefined) {
      this.#namespaces.ensure(namespace, (kind, created) =>
        this.replace(kind, created),
      );
    }
    const { namespace: _given, ...metadata } = object.metadata;
    const placed = this.#fill(served, {
      ...object,
      metadata: { ...metadata, ...(namespace ? { namespace } : {}) },
    });
    const current = store
      .collection(type)
      .get(storageKey(namespace, metadata.name ?? ''));
    const after = settleServerFields({
      type,
      before: current?.object,
      after: placed,
      timestamp: this.#timestamp(),
    });
    return current && isDeepEqual(after, current.object)
      ? current
      : store.put(type, after);
  }

  #prepare(
    served: ServedResource,
    object: KubeObject,
    options: WriteOptions,
    refuse: RefuseUnknown = refuseBody(served),
  ): KubeObject {
    const schema = schemaOf(served.type, served.version);
    if (!schema) return this.#fill(served, object);
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

  /** Fills in defaults, in the version in which objects are stored. */
  #fill({ type, version }: ServedResource, object: KubeObject): KubeObject {
    const schema = schemaOf(type, version);
    const stored: KubeObject = {
      ...object,
      apiVersion: apiVersionOf(type.group, type.versions[0].name),
    };
    return schema
      ? defaultObject(schema, stored)
      : applyBuiltinDefaults(stored);
  }

  #commitChange(
    type: ResourceType,
    current: StoredObject,
    object: KubeObject,
    options: WriteOptions,
  ): WriteResult {
    const stored = isUnchanged(current.object, object)
      ? current
      : this.#commit(type, object, options);
    return { stored, created: false };
  }

  #commit(
    type: ResourceType,
    object: KubeObject,
    options: WriteOptions,
  ): StoredObject {
    const { store } = this.options;
    if (!options.dryRun) return store.put(type, object);
    const { namespace, name = '' } = object.metadata;
    return new StoredObject(
      storageKey(namespace, name),
      object,
      store.revision,
    );
  }

  #checkIdentity({ name, namespace }: ObjectTarget, body: KubeObject): void {
    const { metadata } = body;
    if (metadata.name && metadata.name !== name) {
      throw badRequest(
        `the name of the object (${metadata.name}) does not match the name on the URL (${name})`,
      );
    }
    if (metadata.namespace && metadata.namespace !== namespace) {
      throw badRequest(
        `the namespace of the object (${metadata.namespace}) does not match the namespace on the URL (${namespace})`,
      );
    }
  }

  #checkCurrent(
    type: ResourceType,
    current: StoredObject,
    body: KubeObject,
  ): void {
    const { name = '', resourceVersion } = current.object.metadata;
    const { metadata } = body;
    if (!metadata.resourceVersion && type.custom) {
      throw invalid(type, name, [
        {
          field: 'metadata.resourceVersion',
          reason: 'FieldValueInvalid',
          message: 'Invalid value: 0x0: must be specified for an update',
        },
      ]);
    }
    this.#checkPreconditions(type, current, { uid: metadata.uid });
    if (
      metadata.resourceVersion &&
      metadata.resourceVersion !== resourceVersion
    ) {
      throw conflict(type, name);
    }
  }

  #checkPreconditions(
    type: ResourceType,
    current: StoredObject,
    wanted: Preconditions,
  ): void {
    const { metadata } = current.object;
    const differs = (label: string, given?: string, actual?: string) => {
      if (given && given !== actual) {
        throw conflict(
          type,
          current.name,
          `Precondition failed: ${label} in precondition: ${given}, ${label} in object meta: ${actual}`,
        );
      }
    };
    differs('UID', wanted.uid, metadata.uid);
    differs(
      'ResourceVersion',
      wanted.resourceVersion,
      metadata.resourceVersion,
    );
  }

  #timestamp(): string {
    return renderTimestamp(this.options.now());
  }
}
