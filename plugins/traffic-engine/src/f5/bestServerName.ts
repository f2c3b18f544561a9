/** The best of several server names for a host: itself, then the longest wildcard, which is any number of labels. */
export function bestServerName(
  names: Iterable<string>,
  host: string,
): string | undefined {
  let best: string | undefined;
  for (const name of names) {
    if (name === host) {
      return name;
    }
    if (
      takesWildcard(name, host) &&
      (best === undefined || name.length > best.length)
    ) {
      best = name;
    }
  }
  return best;
}

export function takesName(name: string, host: string): boolean {
  return name === host || takesWildcard(name, host);
}

function takesWildcard(name: string, host: string): boolean {
  return (
    name.startsWith('*.') &&
    host.endsWith(name.slice(1)) &&
    host.length > name.length - 1
  );
}
