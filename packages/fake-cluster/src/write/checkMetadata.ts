import { randomInt } from 'node:crypto';
import type { KubeObject } from '../model/KubeObject';
import type { ResourceType } from '../model/ResourceType';
import { badRequest, invalid } from '../server/StatusError';

const SUBDOMAIN =
  /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
/** RBAC names may hold a colon, which the DNS rule forbids. */
const PATH_SEGMENT = /^[^/%]+$/;
const SUFFIX_ALPHABET = 'bcdfghjklmnpqrstvwxz2456789';
const SUFFIX_LENGTH = 5;

function randomSuffix(): string {
  return Array.from(
    { length: SUFFIX_LENGTH },
    () => SUFFIX_ALPHABET[randomInt(SUFFIX_ALPHABET.length)],
  ).join('');
}

/**
 * Settles name and namespace of an object that is about to be created: generateName, the namespace of the path.
 *
 * @throws StatusError 400 when path and object disagree, 422 when the name is missing or none
 */
export function settleMetadata(options: {
  type: ResourceType;
  object: KubeObject;
  namespace?: string;
}): KubeObject {
  const { type, object, namespace } = options;
  const { metadata } = object;
  if (type.namespaced && !namespace) {
    throw badRequest(
      'an empty namespace may not be set during creation: write to the path of a namespace',
    );
  }
  if (metadata.namespace && metadata.namespace !== namespace) {
    throw badRequest(
      'the namespace of the provided object does not match the namespace sent on the request',
    );
  }
  const name =
    metadata.name ||
    (metadata.generateName ? `${metadata.generateName}${randomSuffix()}` : '');
  if (name === '') {
    throw invalid(type, '', [
      {
        field: 'metadata.name',
        reason: 'FieldValueRequired',
        message: 'Required value: name or generateName is required',
      },
    ]);
  }
  const pattern =
    type.group === 'rbac.authorization.k8s.io' ? PATH_SEGMENT : SUBDOMAIN;
  if (!pattern.test(name) || name.length > 253) {
    throw invalid(type, name, [
      {
        field: 'metadata.name',
        reason: 'FieldValueInvalid',
        message: `Invalid value: ${JSON.stringify(
          name,
        )}: a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')`,
      },
    ]);
  }
  return {
    ...object,
    metadata: {
      ...metadata,
      name,
      ...(type.namespaced ? { namespace } : {}),
    },
  };
}
