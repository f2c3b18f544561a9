import { apiVersionOf } from '../model/KubeObject';
import type { KubeObject } from '../model/KubeObject';
import { isDeepEqual } from '../model/equality';
import { qualifiedName } from '../model/ResourceType';
import type { ResourceType } from '../model/ResourceType';
import type { Schema } from '../schema/Schema';
import { StatusError } from '../server/StatusError';
import { parseKubeObject } from '../write/decodeObject';
import { compareObjects, fieldsOf } from './compareObjects';
import type { Comparison } from './compareObjects';
import { describeFieldPath, FieldSet } from './FieldSet';
import { mergeConfiguration, removeFields } from './mergeConfiguration';
import {
  isManaged,
  isSameManager,
  loseFields,
  readManagers,
  renderManagers,
} from './managedFields';
import type { Manager } from './managedFields';
import { wholeObjectSchema } from './mergeShape';

/** The kinds that Portolan writes, and the only ones this server applies. */
const APPLIED_KINDS: readonly string[] = [
  'httproutes.gateway.networking.k8s.io',
  'referencegrants.gateway.networking.k8s.io',
];

/** Refuses kinds whose lists this server would merge wrongly. @throws StatusError 415 */
export function checkAppliedKind(type: ResourceType): void {
  if (APPLIED_KINDS.includes(qualifiedName(type))) return;
  throw new StatusError({
    code: 415,
    reason: 'UnsupportedMediaType',
    message: `this fake cluster does server-side apply for ${APPLIED_KINDS.join(
      ' and ',
    )} only, because it knows how their fields merge; write ${qualifiedName(
      type,
    )} with create, update or a patch`,
  });
}

interface Conflict {
  manager: Manager;
  fields: FieldSet;
}

function describeManager({
  manager,
  operation,
  apiVersion,
  subresource,
}: Manager): string {
  const name = subresource
    ? `"${manager}" with subresource "${subresource}"`
    : `"${manager}"`;
  return operation === 'Update' ? `${name} using ${apiVersion}` : name;
}

function conflictError(conflicts: readonly Conflict[]): StatusError {
  const causes = conflicts.flatMap(({ manager, fields }) =>
    fields.paths().map(path => ({
      reason: 'FieldManagerConflict',
      message: `conflict with ${describeManager(manager)}`,
      field: describeFieldPath(path),
    })),
  );
  const [only] = causes;
  const lines = conflicts.map(({ manager, fields }) => {
    const list = fields.paths().map(path => `- ${describeFieldPath(path)}`);
    return `conflicts with ${describeManager(manager)}:\n${list.join('\n')}`;
  });
  return new StatusError({
    code: 409,
    reason: 'Conflict',
    message:
      causes.length === 1
        ? `Apply failed with 1 conflict: ${only.message}: ${only.field}`
        : `Apply failed with ${causes.length} conflicts: ${lines.join('\n')}`,
    details: { causes },
  });
}

/** A live object that nobody is known to own belongs to whoever wrote it before the first apply. */
function managersOf(schema: Schema, live: KubeObject): Manager[] {
  const managers = readManagers(live);
  return managers.length
    ? managers
    : [
        {
          manager: 'before-first-apply',
          operation: 'Update',
          apiVersion: live.apiVersion,
          fields: fieldsOf(schema, live).filter(isManaged),
        },
      ];
}

function changesWithin(comparison: Comparison): Comparison {
  return {
    added: comparison.added.filter(isManaged),
    modified: comparison.modified.filter(isManaged),
    removed: comparison.removed.filter(isManaged),
  };
}

/**
 * Merges an applied configuration into the live object: what it sets is owned by its manager, what the manager set before
 * and nobody else owns is removed, what others own must not change unless forced.
 *
 * Rules: https://kubernetes.io/docs/reference/using-api/server-side-apply/
 *
 * @throws StatusError 409 with one cause per field that another manager owns
 */
export function mergeApplied(options: {
  type: ResourceType;
  version: string;
  schema: Schema;
  live: KubeObject | undefined;
  config: KubeObject;
  manager: string;
  force: boolean;
  time: string;
}): KubeObject {
  const { type, version, config, manager, force, time } = options;
  const schema = wholeObjectSchema(options.schema);
  const own: Manager = {
    manager,
    operation: 'Apply',
    apiVersion: apiVersionOf(type.group, version),
    time,
    fields: fieldsOf(schema, config).filter(isManaged),
  };
  if (!options.live) {
    return {
      ...config,
      metadata: { ...config.metadata, managedFields: renderManagers([own]) },
    };
  }
  const live: KubeObject = { ...options.live, apiVersion: config.apiVersion };
  const managers = managersOf(schema, live);
  const existing = managers.find(candidate => isSameManager(candidate, own));
  const others = managers.filter(candidate => candidate !== existing);

  const stillOwned = others.reduce(
    (fields, other) => fields.union(other.fields),
    own.fields,
  );
  const dropped = (existing?.fields ?? new FieldSet()).difference(stillOwned);
  const merged = removeFields(
    schema,
    mergeConfiguration(schema, live, config),
    dropped,
  );
  const changes = changesWithin(compareObjects(schema, live, merged));
  const touched = changes.modified.union(changes.added);
  const conflicts = others
    .map(other => ({
      manager: other,
      fields: other.fields.intersection(touched),
    }))
    .filter(({ fields }) => !fields.isEmpty);
  if (conflicts.length && !force) throw conflictError(conflicts);

  const sameFields =
    existing !== undefined &&
    isDeepEqual(existing.fields.render(), own.fields.render());
  const unchanged = sameFields && touched.isEmpty && changes.removed.isEmpty;
  const after = parseKubeObject(merged);
  return {
    ...after,
    metadata: {
      ...after.metadata,
      managedFields: renderManagers([
        ...others.map(other => loseFields(other, changes)),
        { ...own, time: unchanged ? existing.time : time },
      ]),
    },
  };
}
