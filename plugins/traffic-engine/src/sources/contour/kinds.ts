import type { KindRef } from '../../kinds/KindRef';

const kind = (name: string, plural: string): KindRef => ({
  group: 'projectcontour.io',
  kind: name,
  plural,
  versions: ['v1'],
  scope: 'Namespaced',
});

/** The kinds that make routes. */
export const KINDS: readonly KindRef[] = [kind('HTTPProxy', 'httpproxies')];
