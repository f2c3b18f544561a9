import type { KubeObject } from '../snapshot/KubeObject';
import { readList, readRecord } from '../snapshot/read';

const PLACE = /^[a-z0-9][-a-z0-9]*\/[a-z0-9][-a-z0-9.]*$/;

/** Where a flag of a controller says that an object of its own is. */
export type NamedPlace =
  | { readonly state: 'none' | 'not-known' }
  /** `namespace/name` */
  | { readonly state: 'named'; readonly place: string };

/** The containers that a workload runs. */
export function listContainers(workload: KubeObject): readonly unknown[] {
  return readList(
    readRecord(readRecord(readRecord(workload, 'spec'), 'template'), 'spec'),
    'containers',
  );
}

/** The flags of a container's command line: `--name=value`, `--name value`, and '' for a flag without a value. */
export function readFlags(container: unknown): ReadonlyMap<string, string> {
  const words = [
    ...readList(container, 'command'),
    ...readList(container, 'args'),
  ];
  return new Map(
    words.flatMap((word, index): [string, string][] => {
      const [, name = '', , value] =
        /^--?([^=\s]+)(=([^]*))?$/.exec(typeof word === 'string' ? word : '') ??
        [];
      const next = words[index + 1];
      const isNext = typeof next === 'string' && !next.startsWith('-');
      return name === '' ? [] : [[name, value ?? (isNext ? next : '')]];
    }),
  );
}

/** The object that a flag names, where no variable but the controller's own namespace has to be known for it. */
export function placeNamed(
  value: string | undefined,
  namespace: string,
): NamedPlace {
  if (!value) {
    return { state: 'none' };
  }
  const place = value.replace('$(POD_NAMESPACE)', namespace);
  return PLACE.test(place) ? { state: 'named', place } : { state: 'not-known' };
}
