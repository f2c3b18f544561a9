import { isDeepEqual } from '../model/equality';
import { isJsonObject } from '../model/KubeObject';
import type { JsonObject, KubeObject } from '../model/KubeObject';
import { badRequest, StatusError } from '../server/StatusError';
import { strategiesOf } from './strategicMergeKeys';
import type { ListStrategy } from './strategicMergeKeys';

type Strategies = Readonly<Record<string, ListStrategy>>;

const DIRECTIVE = '$patch';
const ORDER = '$setElementOrder/';
const DELETE_PRIMITIVES = '$deleteFromPrimitiveList/';
const RETAIN_KEYS = '$retainKeys';

function cannotMerge(what: string): StatusError {
  return new StatusError({
    code: 422,
    reason: 'Invalid',
    message: `this fake cluster does not know how the list ${what} merges and refuses rather than merge it wrongly; send the change as a merge patch (kubectl patch --type merge) or an update`,
  });
}

function itemsOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function withoutDirectives(value: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(value).filter(([key]) => !key.startsWith('$')),
  );
}

function sortByOrder(options: {
  items: unknown[];
  order: unknown[];
  keyOf: (item: unknown) => unknown;
}): unknown[] {
  const { items, order, keyOf } = options;
  const wanted = order.map(keyOf);
  const rank = (item: unknown) => wanted.indexOf(keyOf(item));
  const listed = items
    .filter(item => rank(item) >= 0)
    .sort((a, b) => rank(a) - rank(b));
  // Items that the order does not name keep their places; the named ones fill the rest in their order.
  const next = listed[Symbol.iterator]();
  return items.map(item => (rank(item) >= 0 ? next.next().value : item));
}

function mergeKeyedList(options: {
  live: unknown[];
  patch: unknown[];
  order: unknown[];
  mergeKey: string;
  strategies: Strategies;
}): unknown[] {
  const { live, patch, order, mergeKey, strategies } = options;
  const keyOf = (item: unknown) =>
    isJsonObject(item) ? item[mergeKey] : undefined;
  if (patch.some(item => isJsonObject(item) && item[DIRECTIVE] === 'replace')) {
    return patch
      .filter(isJsonObject)
      .filter(item => item[DIRECTIVE] !== 'replace');
  }
  let result = live;
  for (const item of patch) {
    const key = keyOf(item);
    if (!isJsonObject(item) || key === undefined) {
      throw badRequest(
        `map: ${JSON.stringify(
          item,
        )} does not contain declared merge key: ${mergeKey}`,
      );
    }
    const index = result.findIndex(candidate =>
      isDeepEqual(keyOf(candidate), key),
    );
    if (item[DIRECTIVE] === 'delete') {
      result = result.filter((_, position) => position !== index);
    } else if (index < 0) {
      result = [...result, mergeObject({}, item, strategies)];
    } else {
      result = result.map((candidate, position) =>
        position === index
          ? mergeObject(candidate, item, strategies)
          : candidate,
      );
    }
  }
  return order.length ? sortByOrder({ items: result, order, keyOf }) : result;
}

function mergeSet(
  live: unknown[],
  patch: unknown[],
  deleted: unknown[],
): unknown[] {
  const kept = live.filter(item => !deleted.includes(item));
  return [...kept, ...patch.filter(item => !kept.includes(item))];
}

function mergeList(options: {
  field: string;
  live: unknown;
  patch: JsonObject;
  strategies: Strategies;
}): unknown {
  const { field, live, patch, strategies } = options;
  const strategy = strategies[field];
  const value = patch[field];
  if (strategy === undefined) throw cannotMerge(field);
  if (strategy === 'atomic') return value ?? live;
  if (strategy === 'set') {
    return mergeSet(
      itemsOf(live),
      itemsOf(value),
      itemsOf(patch[`${DELETE_PRIMITIVES}${field}`]),
    );
  }
  return mergeKeyedList({
    live: itemsOf(live),
    patch: itemsOf(value),
    order: itemsOf(patch[`${ORDER}${field}`]),
    mergeKey: strategy.mergeKey,
    strategies,
  });
}

function listFieldsOf(patch: JsonObject): Set<string> {
  return new Set(
    Object.entries(patch).flatMap(([key, value]) => {
      if (key.startsWith(ORDER)) return [key.slice(ORDER.length)];
      if (key.startsWith(DELETE_PRIMITIVES)) {
        return [key.slice(DELETE_PRIMITIVES.length)];
      }
      return Array.isArray(value) && !key.startsWith('$') ? [key] : [];
    }),
  );
}

function mergeObject(
  target: unknown,
  patch: JsonObject,
  strategies: Strategies,
): JsonObject {
  if (patch[DIRECTIVE] === 'delete') return {};
  if (patch[DIRECTIVE] === 'replace') return withoutDirectives(patch);
  const retained = patch[RETAIN_KEYS];
  const live = isJsonObject(target) ? target : {};
  const result: JsonObject = Array.isArray(retained)
    ? Object.fromEntries(
        Object.entries(live).filter(([key]) => retained.includes(key)),
      )
    : { ...live };

  const lists = listFieldsOf(patch);
  for (const field of lists) {
    result[field] = mergeList({
      field,
      live: result[field],
      patch,
      strategies,
    });
  }
  for (const [key, value] of Object.entries(patch)) {
    if (key.startsWith('$') || lists.has(key)) continue;
    if (value === null) delete result[key];
    else if (isJsonObject(value)) {
      result[key] = mergeObject(result[key], value, strategies);
    } else result[key] = value;
  }
  return result;
}

/**
 * Applies a strategic merge patch, as kubectl sends for built-in kinds: lists merge by their keys, with the directives
 * `$patch`, `$setElementOrder`, `$deleteFromPrimitiveList` and `$retainKeys`.
 *
 * @throws StatusError 400 for a patch that is no object or lacks a merge key, 415 for a kind whose lists this server does
 * not know, 422 for such a list
 */
export function applyStrategicMergePatch(
  target: KubeObject,
  patch: unknown,
): JsonObject {
  if (!isJsonObject(patch)) {
    throw badRequest(
      'the body is no strategic merge patch: an object is expected',
    );
  }
  const strategies = strategiesOf(target.apiVersion, target.kind);
  if (!strategies) {
    throw new StatusError({
      code: 415,
      reason: 'UnsupportedMediaType',
      message: `this fake cluster does not know how the lists of ${target.kind} (${target.apiVersion}) merge; send a merge patch (kubectl patch --type merge) or an update`,
    });
  }
  return mergeObject(target, patch, strategies);
}
