/** A path of keys and indexes as provenance writes it: `spec.rules[0].host`. */
export function fieldPath(path: readonly PropertyKey[]): string {
  return path
    .map((step, index) => {
      if (typeof step === 'number') {
        return `[${step}]`;
      }
      return index === 0 ? String(step) : `.${String(step)}`;
    })
    .join('');
}
