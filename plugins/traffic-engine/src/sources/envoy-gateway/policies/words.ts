import {
  isRecord,
  readList,
  readRecord,
  readText,
} from '../../../snapshot/read';

/** The entries that are texts. */
export function texts(value: unknown, field: string): readonly string[] {
  return readList(value, field).filter(
    (item): item is string => typeof item === 'string',
  );
}

/** A value as it is written: text, or a number; '' for anything else. */
export function written(value: unknown, field: string): string {
  const inner = isRecord(value) ? value[field] : undefined;
  return typeof inner === 'string' || typeof inner === 'number'
    ? String(inner)
    : '';
}

/** `infra/auth:9000`, the first where there are several, as a backendRef names it. */
export function backendWords(holder: unknown): string {
  const refs = readList(holder, 'backendRefs');
  const one = isRecord(holder) ? holder.backendRef : undefined;
  const names = [...(isRecord(one) ? [one] : []), ...refs].map(refWords);
  return names.join(', ') || 'a backend that is not named';
}

/** `Secret users`, as a reference to an object names it. */
export function objectWords(holder: unknown, field: string): string {
  const ref = readRecord(holder, field);
  return `${readText(ref, 'kind') ?? 'Secret'} ${refWords(ref)}`;
}

function refWords(ref: unknown): string {
  const namespace = readText(ref, 'namespace');
  const port = written(ref, 'port');
  return `${namespace ? `${namespace}/` : ''}${readText(ref, 'name') ?? ''}${
    port ? `:${port}` : ''
  }`;
}

/** The parts that say something, by the API's own field names. */
export function paramsOf(
  value: unknown,
  names: readonly string[],
): Record<string, string | number | boolean> {
  const params: Record<string, string | number | boolean> = {};
  for (const name of names) {
    const inner = isRecord(value) ? value[name] : undefined;
    if (
      typeof inner === 'string' ||
      (typeof inner === 'number' && Number.isFinite(inner)) ||
      typeof inner === 'boolean'
    ) {
      params[name] = inner;
    }
  }
  return params;
}

/** `maxConnections 1024, maxPendingRequests 10`: what is set, in the API's own words. */
export function paramWords(
  params: Readonly<Record<string, string | number | boolean>>,
): string {
  return Object.entries(params)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ');
}

/** A number where the text is one, else the text: a manifest may hold anything. */
export function numberOrText(text: string): number | string {
  const value = Number(text);
  return Number.isFinite(value) ? value : text;
}
