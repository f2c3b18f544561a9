/** What the person typed cannot be understood; the message says how it is typed. */
export class DemoUsageError extends Error {
  readonly name = 'DemoUsageError';
}

/**
 * Reads `--status 403 --retry-after-seconds 5` as the fields of a fault: names in camel case, numbers as numbers.
 *
 * @throws DemoUsageError
 */
export function readFaultOptions(
  args: readonly string[],
): Record<string, string | number> {
  const fields: Record<string, string | number> = {};
  for (let i = 0; i < args.length; i += 2) {
    const [option, value] = [args[i], args[i + 1]];
    if (!/^--[a-z][a-z-]*$/.test(option) || value === undefined) {
      throw new DemoUsageError(
        `"${option}" is not understood here. A fault's options are pairs: --resource httproutes --count 3`,
      );
    }
    fields[camelCase(option.slice(2))] = /^\d+$/.test(value)
      ? Number(value)
      : value;
  }
  return fields;
}

function camelCase(name: string): string {
  return name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
}
