import { z } from 'zod';
import { isJsonObject } from '../model/KubeObject';
import { isDeepEqual } from '../model/equality';
import { badRequest, StatusError } from '../server/StatusError';

const patchSchema = z.array(
  z.object({
    op: z.enum(['add', 'remove', 'replace', 'move', 'copy', 'test']),
    path: z.string(),
    from: z.string().optional(),
    value: z.unknown().optional(),
  }),
);

type Operation = z.output<typeof patchSchema>[number];

function cannotApply(why: string): StatusError {
  return new StatusError({
    code: 422,
    reason: 'Invalid',
    message: `the server rejected our request due to an error in our request: ${why}`,
  });
}

function parsePointer(pointer: string): string[] {
  if (pointer === '') return [];
  if (!pointer.startsWith('/')) {
    throw cannotApply(`"${pointer}" is no JSON pointer`);
  }
  return pointer
    .slice(1)
    .split('/')
    .map(part => part.replace(/~1/g, '/').replace(/~0/g, '~'));
}

function readAt(root: unknown, path: readonly string[]): unknown {
  let current = root;
  for (const part of path) {
    if (Array.isArray(current)) current = current[Number(part)];
    else if (isJsonObject(current)) current = current[part];
    else current = undefined;
    if (current === undefined) {
      throw cannotApply(`the path /${path.join('/')} does not exist`);
    }
  }
  return current;
}

function changeAt(
  root: unknown,
  path: readonly string[],
  change: (parent: unknown, key: string) => unknown,
): unknown {
  const [head, ...rest] = path;
  if (rest.length === 0) return change(root, head);
  const child = readAt(root, [head]);
  const next = changeAt(child, rest, change);
  if (Array.isArray(root)) {
    return root.map((item, index) => (index === Number(head) ? next : item));
  }
  return isJsonObject(root) ? { ...root, [head]: next } : root;
}

function addAt(
  root: unknown,
  path: readonly string[],
  value: unknown,
): unknown {
  if (path.length === 0) return value;
  return changeAt(root, path, (parent, key) => {
    if (Array.isArray(parent)) {
      const index = key === '-' ? parent.length : Number(key);
      if (!Number.isInteger(index) || index < 0 || index > parent.length) {
        throw cannotApply(`the index ${key} is out of bounds`);
      }
      return [...parent.slice(0, index), value, ...parent.slice(index)];
    }
    if (isJsonObject(parent)) return { ...parent, [key]: value };
    throw cannotApply(`there is nothing to add to at /${path.join('/')}`);
  });
}

function removeAt(root: unknown, path: readonly string[]): unknown {
  if (path.length === 0)
    throw cannotApply('the whole object cannot be removed');
  readAt(root, path);
  return changeAt(root, path, (parent, key) => {
    if (Array.isArray(parent)) {
      return parent.filter((_item, index) => index !== Number(key));
    }
    if (!isJsonObject(parent)) return parent;
    const { [key]: _removed, ...rest } = parent;
    return rest;
  });
}

function fromOf(operation: Operation): string[] {
  if (operation.from === undefined) {
    throw cannotApply(`the operation ${operation.op} needs "from"`);
  }
  return parsePointer(operation.from);
}

function applyOperation(root: unknown, operation: Operation): unknown {
  const path = parsePointer(operation.path);
  switch (operation.op) {
    case 'add':
      return addAt(root, path, operation.value);
    case 'remove':
      return removeAt(root, path);
    case 'replace':
      readAt(root, path);
      if (path.length === 0) return operation.value;
      return changeAt(root, path, (parent, key) => {
        if (Array.isArray(parent)) {
          return parent.map((item, index) =>
            index === Number(key) ? operation.value : item,
          );
        }
        return isJsonObject(parent)
          ? { ...parent, [key]: operation.value }
          : parent;
      });
    case 'copy':
      return addAt(root, path, readAt(root, fromOf(operation)));
    case 'move': {
      const from = fromOf(operation);
      return addAt(removeAt(root, from), path, readAt(root, from));
    }
    default:
      if (!isDeepEqual(readAt(root, path), operation.value)) {
        throw cannotApply(`testing value ${operation.path} failed`);
      }
      return root;
  }
}

/** Applies an RFC 6902 patch. @throws StatusError 400 for no patch, 422 where an operation does not fit the object */
export function applyJsonPatch(target: unknown, patch: unknown): unknown {
  const parsed = patchSchema.safeParse(patch);
  if (!parsed.success) {
    throw badRequest(
      `the body is no JSON patch: ${z.prettifyError(parsed.error)}`,
    );
  }
  return parsed.data.reduce(applyOperation, target);
}
