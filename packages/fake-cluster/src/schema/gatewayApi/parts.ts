import type { Schema } from '../Schema';
import {
  atomicList,
  int,
  keyedList,
  mapOf,
  object,
  oneOf,
  str,
  text,
} from '../build';

/**
 * The pieces that the Gateway API kinds share. The facts (fields, bounds, defaults, list types) are those of the
 * standard-channel CustomResourceDefinitions; a test compares them where these files are at hand.
 */
export const GATEWAY_GROUP = 'gateway.networking.k8s.io';

const KIND_PATTERN = '^[a-zA-Z]([-a-zA-Z0-9]*[a-zA-Z0-9])?$';
const HEADER_NAME_PATTERN = "^[A-Za-z0-9!#$%&'*+\\-.^_\\x60|~]+$";

export const objectName = text(253);
export const sectionName = text(253);
export const portNumber = int({ minimum: 1, maximum: 65535 });
export const namespaceName = text(63, {
  pattern: '^[a-z0-9]([-a-z0-9]*[a-z0-9])?$',
});
export const headerName = text(256, { pattern: HEADER_NAME_PATTERN });

/** A group, which may be empty. */
export function groupName(fallback?: string): Schema {
  return str({
    maxLength: 253,
    ...(fallback === undefined ? {} : { default: fallback }),
  });
}

/** A kind. */
export function kindName(fallback?: string): Schema {
  return text(63, {
    pattern: KIND_PATTERN,
    ...(fallback === undefined ? {} : { default: fallback }),
  });
}

/** A reference whose group and kind are `Gateway` unless written. */
const parentReference = object(
  {
    group: groupName(GATEWAY_GROUP),
    kind: kindName('Gateway'),
    name: objectName,
    namespace: namespaceName,
    port: portNumber,
    sectionName,
  },
  { required: ['name'] },
);

export const parentRefs = atomicList(parentReference, { maxItems: 32 });
export const hostnames = atomicList(text(253), { maxItems: 16 });

/** The fields of a reference to a Service, which is what a backend is unless group and kind say otherwise. */
export const backendFields = {
  group: groupName(''),
  kind: kindName('Service'),
  name: objectName,
  namespace: namespaceName,
  port: portNumber,
};

export const weight = int({ default: 1, minimum: 0, maximum: 1_000_000 });

/** A reference to a Secret in any namespace, for certificates. */
export const secretReference = object(
  {
    group: groupName(''),
    kind: kindName('Secret'),
    name: objectName,
    namespace: namespaceName,
  },
  { required: ['name'] },
);

/** A reference that names its group and kind, optionally with a namespace. */
export function fullReference(options: { namespaced: boolean }): Schema {
  return object(
    {
      group: groupName(),
      kind: kindName(),
      name: objectName,
      ...(options.namespaced ? { namespace: namespaceName } : {}),
    },
    { required: ['group', 'kind', 'name'] },
  );
}

/** One condition of a status. */
export const condition = object(
  {
    lastTransitionTime: str(),
    message: str({ maxLength: 32768 }),
    observedGeneration: int({ minimum: 0 }),
    reason: text(1024, {
      pattern: '^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$',
    }),
    status: oneOf(['True', 'False', 'Unknown']),
    type: str({ maxLength: 316 }),
  },
  { required: ['lastTransitionTime', 'message', 'reason', 'status', 'type'] },
);

/** What a kind's status says until a controller has looked: the date is the epoch, on purpose. */
export function pendingConditions(types: readonly string[]): unknown[] {
  return types.map(type => ({
    lastTransitionTime: '1970-01-01T00:00:00Z',
    message: 'Waiting for controller',
    reason: 'Pending',
    status: 'Unknown',
    type,
  }));
}

/** The conditions of an object, told apart by type. */
export const conditions = keyedList('type', condition, { maxItems: 8 });

/** The status of every route kind. */
export const routeStatus = object(
  {
    parents: atomicList(
      object(
        {
          conditions: keyedList('type', condition, {
            minItems: 1,
            maxItems: 8,
          }),
          controllerName: text(253),
          parentRef: parentReference,
        },
        { required: ['conditions', 'controllerName', 'parentRef'] },
      ),
      { maxItems: 32 },
    ),
  },
  { required: ['parents'] },
);

/** A LabelSelector, owned as a whole. */
export const labelSelector = object(
  {
    matchExpressions: atomicList(
      object(
        { key: str(), operator: str(), values: atomicList(str()) },
        { required: ['key', 'operator'] },
      ),
    ),
    matchLabels: mapOf(str()),
  },
  { atomicMap: true },
);
