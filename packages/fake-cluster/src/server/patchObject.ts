import { applyJsonPatch } from '../apply/jsonPatch';
import { applyMergePatch } from '../apply/mergePatch';
import { applyStrategicMergePatch } from '../apply/strategicMergePatch';
import { apiVersionOf } from '../model/KubeObject';
import type { KubeObject } from '../model/KubeObject';
import { decodeObject } from '../write/decodeObject';
import type { ObjectApplier } from '../write/ObjectApplier';
import { strictDecodingError } from '../write/ObjectWriter';
import type {
  ObjectWriter,
  WriteOptions,
  WriteResult,
} from '../write/ObjectWriter';
import { contentTypeOf, parseBody, readText } from './readBody';
import { isTrue } from './requestInfo';
import type { ResourceRequest } from './ResourceRequest';
import { StatusError, unsupportedMediaType } from './StatusError';

const JSON_PATCH = 'application/json-patch+json';
const MERGE_PATCH = 'application/merge-patch+json';
const STRATEGIC_PATCH = 'application/strategic-merge-patch+json';
const APPLY_PATCH = 'application/apply-patch+yaml';

function refusePatched(patched: unknown) {
  return (unknown: readonly string[]) => {
    const cause = `Invalid value: ${JSON.stringify(
      JSON.stringify(patched),
    )}: ${strictDecodingError(unknown)}`;
    return new StatusError({
      code: 422,
      reason: 'Invalid',
      message: ` "" is invalid: patch: ${cause}`,
      details: {
        causes: [
          { reason: 'FieldValueInvalid', message: cause, field: 'patch' },
        ],
      },
    });
  };
}

function patchWith(
  contentType: string,
  custom: boolean,
): ((target: KubeObject, patch: unknown) => unknown) | undefined {
  switch (contentType) {
    case JSON_PATCH:
      return applyJsonPatch;
    case MERGE_PATCH:
      return applyMergePatch;
    case STRATEGIC_PATCH:
      return custom ? undefined : applyStrategicMergePatch;
    default:
      return undefined;
  }
}

function readForce(query: URLSearchParams): boolean {
  return isTrue(query.get('force'));
}

/** Answers a PATCH by its content type. @throws StatusError 400, 404, 409, 415, 422 */
export async function patchObject(options: {
  request: ResourceRequest;
  name: string;
  writer: ObjectWriter;
  applier: ObjectApplier;
  write: WriteOptions;
}): Promise<WriteResult> {
  const { request, name, writer, applier, write } = options;
  const { served, namespace, reply, info } = request;
  const target = { served, namespace, name };
  const contentType = contentTypeOf(reply.request);
  const text = await readText(reply.request);

  if (contentType === APPLY_PATCH) {
    const config = decodeObject(served, parseBody(text, 'yaml'));
    return applier.apply(target, config, {
      ...write,
      force: readForce(info.query),
    });
  }
  const { custom } = served.type;
  const patch = patchWith(contentType, custom);
  if (!patch) {
    throw unsupportedMediaType([
      JSON_PATCH,
      MERGE_PATCH,
      ...(custom ? [] : [STRATEGIC_PATCH]),
      APPLY_PATCH,
    ]);
  }
  const current: KubeObject = {
    ...writer.find(target).object,
    apiVersion: apiVersionOf(served.type.group, served.version),
  };
  const patched = patch(current, parseBody(text, 'json'));
  return writer.update(target, decodeObject(served, patched), {
    ...write,
    refuseUnknown: refusePatched(patched),
  });
}
