import { badRequest } from '../server/StatusError';

/**
 * kubectl sends the bodies of `auth can-i` as protobuf and has no other way. This reads the two messages it sends; nothing
 * else of this server speaks protobuf.
 *
 * Wire format: https://protobuf.dev/programming-guides/encoding/; the fields are those of k8s.io/api/authorization/v1.
 */
export const PROTOBUF = 'application/vnd.kubernetes.protobuf';

const MAGIC = 'k8s\u0000';

type Fields = ReadonlyMap<number, Buffer>;

function readVarint(
  bytes: Buffer,
  at: number,
): { value: number; next: number } {
  let value = 0;
  let factor = 1;
  for (let next = at; next < bytes.length; next++) {
    const byte = bytes[next];
    value += (byte % 128) * factor;
    if (byte < 128) return { value, next: next + 1 };
    factor *= 128;
  }
  throw badRequest('the protobuf body ends inside a number');
}

/** The length-delimited fields of a message by number; of repeated ones, the last. */
function readFields(bytes: Buffer): Fields {
  const fields = new Map<number, Buffer>();
  let at = 0;
  while (at < bytes.length) {
    const tag = readVarint(bytes, at);
    const wireType = tag.value % 8;
    const size = readVarint(bytes, tag.next);
    if (wireType === 0) {
      at = size.next;
      continue;
    }
    if (wireType !== 2 || size.next + size.value > bytes.length) {
      throw badRequest('the protobuf body is no review of one’s own rights');
    }
    at = size.next + size.value;
    fields.set(Math.floor(tag.value / 8), bytes.subarray(size.next, at));
  }
  return fields;
}

function messageAt(fields: Fields, number: number): Fields | undefined {
  const bytes = fields.get(number);
  return bytes && readFields(bytes);
}

function namedStrings(
  fields: Fields,
  names: readonly string[],
): Record<string, string> {
  return Object.fromEntries(
    names.map((name, index) => [
      name,
      fields.get(index + 1)?.toString('utf8') ?? '',
    ]),
  );
}

const RESOURCE_FIELDS = [
  'namespace',
  'verb',
  'group',
  'version',
  'resource',
  'subresource',
  'name',
];

/** Reads a SelfSubjectAccessReview or SelfSubjectRulesReview into the object that its JSON would be. @throws StatusError 400 */
export function decodeReview(body: Buffer): object {
  if (body.subarray(0, 4).toString('latin1') !== MAGIC) {
    throw badRequest('the body is no Kubernetes protobuf message');
  }
  const envelope = readFields(body.subarray(4));
  const kind = messageAt(envelope, 1)?.get(2)?.toString('utf8');
  const spec = messageAt(messageAt(envelope, 2) ?? new Map(), 2) ?? new Map();
  if (kind === 'SelfSubjectRulesReview') {
    return { spec: namedStrings(spec, ['namespace']) };
  }
  const resource = messageAt(spec, 1);
  const path = messageAt(spec, 2);
  return {
    spec: {
      ...(resource
        ? { resourceAttributes: namedStrings(resource, RESOURCE_FIELDS) }
        : {}),
      ...(path
        ? { nonResourceAttributes: namedStrings(path, ['path', 'verb']) }
        : {}),
    },
  };
}
