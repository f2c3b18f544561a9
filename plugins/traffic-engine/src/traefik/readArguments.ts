import type { KubeObject } from '../snapshot/KubeObject';

/** The arguments of Traefik by name in lower case, as Traefik itself reads them: `entrypoints.web.address` is `:80`. */
export type TraefikArguments = ReadonlyMap<string, string>;

/** The arguments of the Traefik that a workload runs; `not-given` where it is configured otherwise. */
export function readTraefikArguments({
  facts,
}: KubeObject): TraefikArguments | 'not-given' | undefined {
  const traefik = facts?.traefik;
  switch (traefik?.state) {
    case 'read':
      return new Map(Object.entries(traefik.arguments));
    case 'not-given':
      return 'not-given';
    default:
      return undefined;
  }
}

/** A flag that is set without a value, or to anything that Go reads as true. */
export function isSet(flags: TraefikArguments, name: string): boolean {
  return ['true', '1', 't'].includes((flags.get(name) ?? '').toLowerCase());
}

/** The values of a list, which is written with commas; none where it is not given. */
export function listedIn(
  flags: TraefikArguments,
  name: string,
): readonly string[] {
  return (flags.get(name) ?? '')
    .split(',')
    .map(each => each.trim())
    .filter(each => each !== '');
}
