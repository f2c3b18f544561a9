import { applyJsonPatch } from '../apply/jsonPatch';
import { applyMergePatch } from '../apply/mergePatch';
import { apiVersionOf } from '../model/KubeObject';
import { decodeObject } from '../write/decodeObject';
import { strictDecodingError } from '../write/ObjectWriter';
import type {
  ObjectWriter,
  WriteOptions,
  WriteResult,
} from '../write/ObjectWriter';
import { contentTypeOf, parseBody, readText } from './readBody';
import type { ResourceRequest } from './ResourceRequest';
import { StatusError, unsupportedMediaType } from './StatusError';

const JSON_PATCH = 'application/json-patch+json';
const MERGE_PATCH = 'application/merge-patch+json';

function refusePatched(patched: unknown) {
  return (unknown: readonly string[]) => {
    const cause = `patch: Invalid value: ${JSON.stringify(
      JSON.stringify(patched),
    )}: ${strictDecodingError(unknown)}`;
    return new StatusError({
      code: 422,
      reason: 'Invalid',
      message: ` "" is invalid: ${cause}`,
      details: {
        causes: [
          { reason: 'FieldValueInvalid', message: cause, field: 'patch' },
        ],
      },
    });
  };
}

/** Answers a PATCH by its content type. @throws StatusError 400, 404, 409, 415, 422 */
export async function patchObject(options: {
  request: ResourceRequest;
  name: string;
  writer: ObjectWriter;
  write: WriteOptions;
}): Promise<WriteResult> {
  const { request, name, writer, write } = options;
  const { served, namespace, reply } = request;
  const target = { served, namespace };
  const contentType = contentTypeOf(reply.request);
  const text = await readText(reply.request);

  const applyPatch = {
    [JSON_PATCH]: applyJsonPatch,
    [MERGE_PATCH]: applyMergePatch,
  }[contentType];
  if (!applyPatch) {
    throw unsupportedMediaType([JSON_PATCH, MERGE_PATCH]);
  }
  const current = writer.find(target, name);
  const patched = applyPatch(
    {
      ...current.object,
      apiVersion: apiVersionOf(served.type.group, served.version),
    },
    parseBody(text, 'json'),
  );
  const body = decodeObject(served, patched);
  return writer.update(target, name, body, {
    ...write,
    refuseUnknown: refusePatched(patched),
  });
}
