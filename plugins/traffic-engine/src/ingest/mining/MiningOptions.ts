/** What configuration mining leaves alone. */
export interface MiningOptions {
  readonly enabled: boolean;
  /** Namespaces whose values are not searched. */
  readonly excludeNamespaces: readonly string[];
  /** Names of variables, keys and flags that are not searched, `*` standing for any text; capitals do not matter. */
  readonly excludeKeys: readonly string[];
}

export const DEFAULT_MINING: MiningOptions = {
  enabled: true,
  excludeNamespaces: [],
  excludeKeys: [],
};

const filters = new WeakMap<MiningOptions, (key: string) => boolean>();

/** Whether the value of a key is left alone; the patterns are compiled once for the options. */
export function excludesKey(options: MiningOptions, key: string): boolean {
  let filter = filters.get(options);
  if (!filter) {
    const patterns = options.excludeKeys.map(toPattern);
    filter = name => patterns.some(pattern => pattern.test(name));
    filters.set(options, filter);
  }
  return filter(key);
}

function toPattern(glob: string): RegExp {
  const parts = glob
    .split(/\*+/)
    .map(part => part.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'));
  return new RegExp(`^${parts.join('[^]*')}$`, 'i');
}
