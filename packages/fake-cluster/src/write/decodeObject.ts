import { z } from 'zod';
import { apiVersionOf, isJsonObject } from '../model/KubeObject';
import type { KubeObject } from '../model/KubeObject';
import type { ServedResource } from '../model/ResourceRegistry';
import { badRequest } from '../server/StatusError';

const stringMap = z.record(z.string(), z.string());

const managedFieldsSchema = z.looseObject({
  manager: z.string(),
  operation: z.enum(['Apply', 'Update']),
  apiVersion: z.string(),
  time: z.string().optional(),
  fieldsType: z.string(),
  fieldsV1: z.record(z.string(), z.unknown()),
  subresource: z.string().optional(),
});

function isNothing(value: unknown): boolean {
  if (value === null) return true;
  if (Array.isArray(value)) return value.length === 0;
  return isJsonObject(value) && Object.keys(value).length === 0;
}

/** The least that makes a JSON value a Kubernetes object; metadata drops nulls and empty maps, as Go's encoding does. */
const kubeObjectSchema = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.preprocess(
    value =>
      isJsonObject(value)
        ? Object.fromEntries(
            Object.entries(value).filter(([, field]) => !isNothing(field)),
          )
        : value ?? {},
    z.looseObject({
      name: z.string().optional(),
      generateName: z.string().optional(),
      namespace: z.string().optional(),
      uid: z.string().optional(),
      resourceVersion: z.string().optional(),
      generation: z.number().optional(),
      creationTimestamp: z.string().optional(),
      labels: stringMap.optional(),
      annotations: stringMap.optional(),
      finalizers: z.array(z.string()).optional(),
      managedFields: z.array(managedFieldsSchema).optional(),
    }),
  ),
});

/** Reads any value as a Kubernetes object. @throws ZodError naming the fields that are wrong */
export function parseKubeObject(value: unknown): KubeObject {
  return kubeObjectSchema.parse(value);
}

/** Reads the body of a write about a known kind. @throws StatusError 400 when it is no object of that kind */
export function decodeObject(
  served: ServedResource,
  value: unknown,
): KubeObject {
  const { type, version } = served;
  const apiVersion = apiVersionOf(type.group, version);
  if (!isJsonObject(value)) {
    throw badRequest(
      `the body is no object: a ${type.kind} of ${apiVersion} is expected here`,
    );
  }
  const result = kubeObjectSchema.safeParse({
    ...value,
    apiVersion: value.apiVersion ?? apiVersion,
    kind: value.kind ?? type.kind,
  });
  if (!result.success) {
    throw badRequest(
      `${type.kind} in version "${version}" cannot be handled as a ${
        type.kind
      }: ${z.prettifyError(result.error)}`,
    );
  }
  const object: KubeObject = result.data;
  if (object.kind !== type.kind || object.apiVersion !== apiVersion) {
    throw badRequest(
      `${object.kind} in version "${object.apiVersion}" cannot be handled as a ${type.kind}: this path takes ${type.kind} in version "${apiVersion}"`,
    );
  }
  return object;
}
