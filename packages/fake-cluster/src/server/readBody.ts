import type { IncomingMessage } from 'node:http';
import { parse as parseYaml } from 'yaml';
import { PROTOBUF } from '../auth/reviewProtobuf';
import { badRequest, StatusError, unsupportedMediaType } from './StatusError';

const LIMIT_BYTES = 3 * 1024 * 1024;

/** The media type of a request's body, without parameters. */
export function contentTypeOf(request: IncomingMessage): string {
  return (request.headers['content-type'] ?? 'application/json')
    .split(';')[0]
    .trim()
    .toLowerCase();
}

/** Reads the whole body. @throws StatusError 413 above 3 MiB, the real server's limit. */
export async function readBytes(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    if (!Buffer.isBuffer(chunk)) continue;
    size += chunk.length;
    if (size <= LIMIT_BYTES) chunks.push(chunk);
  }
  if (size > LIMIT_BYTES) {
    throw new StatusError({
      code: 413,
      reason: 'RequestEntityTooLarge',
      message: `Request entity too large: limit is ${LIMIT_BYTES}`,
    });
  }
  return Buffer.concat(chunks);
}

/** Reads the whole body as text. @throws StatusError 413 */
export async function readText(request: IncomingMessage): Promise<string> {
  return (await readBytes(request)).toString('utf8');
}

/** Reads JSON or, where the text is no JSON, YAML. @throws StatusError 400 when it is neither. */
export function parseBody(text: string, syntax: 'json' | 'yaml'): unknown {
  try {
    const value: unknown =
      syntax === 'json' ? JSON.parse(text) : parseYaml(text);
    return value;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw badRequest(
      `the object provided is unrecognized (must be of type ${syntax.toUpperCase()}): ${why}`,
    );
  }
}

/** Reads the object in a create or update. @throws StatusError 415 for anything but JSON and YAML. */
export async function readObjectBody(
  request: IncomingMessage,
): Promise<unknown> {
  const type = contentTypeOf(request);
  const text = await readText(request);
  if (type === 'application/json') return parseBody(text, 'json');
  if (type === 'application/yaml') return parseBody(text, 'yaml');
  if (type === PROTOBUF) {
    throw new StatusError({
      code: 415,
      reason: 'UnsupportedMediaType',
      message:
        'this fake cluster reads JSON and YAML only, and commands such as "kubectl create deployment" send protobuf; write a manifest and use "kubectl apply -f" or "kubectl create -f"',
    });
  }
  throw unsupportedMediaType(['application/json', 'application/yaml']);
}
