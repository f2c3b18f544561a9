import { mergeApplied, checkAppliedKind } from '../apply/serverSideApply';
import type { KubeObject } from '../model/KubeObject';
import { schemaOf } from '../model/ResourceType';
import {
  badRequest,
  conflict,
  methodNotAllowed,
  StatusError,
} from '../server/StatusError';
import { storageKey } from '../storage/StoredObject';
import type { ObjectStore } from '../storage/ObjectStore';
import { pruneObject } from './checkFields';
import { settleMetadata } from './checkMetadata';
import { renderTimestamp } from './serverFields';
import type {
  ObjectWriter,
  WriteOptions,
  WriteResult,
  ObjectTarget,
} from './ObjectWriter';

/** The refusal of a configuration with unknown fields: an internal error by its code, because real servers say so. */
function typedPatchError(
  { served, namespace, name }: ObjectTarget,
  unknown: readonly string[],
): StatusError {
  const { type, version } = served;
  const [field] = unknown;
  return new StatusError({
    code: 500,
    message: `failed to create typed patch object (${
      namespace ?? ''
    }/${name}; ${type.group}/${version}, Kind=${
      type.kind
    }): .${field}: field not declared in schema`,
  });
}

/** Server-side apply for the kinds that Portolan writes. */
export class ObjectApplier {
  constructor(
    private readonly options: {
      store: ObjectStore;
      writer: ObjectWriter;
      now: () => number;
    },
  ) {}

  /**
   * Creates the object or merges the configuration into it.
   *
   * @throws StatusError 400, 409 (conflicts), 415 (other kinds), 422, 500 (unknown fields, as on real servers)
   */
  apply(
    target: ObjectTarget,
    config: KubeObject,
    options: WriteOptions & { force: boolean },
  ): WriteResult {
    const { served, name } = target;
    const { type, version } = served;
    checkAppliedKind(type);
    if (options.subresource) {
      throw methodNotAllowed(
        'this fake cluster does not apply statuses: write them with an update or a patch of /status',
      );
    }
    if (config.metadata.managedFields) {
      throw badRequest('metadata.managedFields must be nil');
    }
    const settled = this.#settle(target, config);
    const { store, writer, now } = this.options;
    const current = store
      .collection(type)
      .get(storageKey(target.namespace, name));
    const { resourceVersion, ...metadata } = settled.metadata;
    if (
      resourceVersion &&
      resourceVersion !== current?.object.metadata.resourceVersion
    ) {
      throw conflict(type, name);
    }
    const schema = schemaOf(type, version) ?? { type: 'any' };
    const { status: _status, ...withoutStatus } = settled;
    const merged = mergeApplied({
      type,
      version,
      schema,
      live: current?.object,
      config: {
        ...withoutStatus,
        apiVersion: settled.apiVersion,
        kind: settled.kind,
        metadata,
      },
      manager: options.fieldManager,
      force: options.force,
      time: renderTimestamp(now()),
    });
    return writer.commitApplied({ target, current, object: merged, options });
  }

  #settle(target: ObjectTarget, config: KubeObject): KubeObject {
    const { served, name } = target;
    const { type, version } = served;
    if (config.metadata.name && config.metadata.name !== name) {
      throw badRequest(
        `the name of the object (${config.metadata.name}) does not match the name on the URL (${name})`,
      );
    }
    const schema = schemaOf(type, version);
    const { unknown } = schema ? pruneObject(schema, config) : { unknown: [] };
    if (unknown.length) throw typedPatchError(target, unknown);
    return settleMetadata({
      type,
      object: { ...config, metadata: { ...config.metadata, name } },
      namespace: target.namespace,
    });
  }
}
