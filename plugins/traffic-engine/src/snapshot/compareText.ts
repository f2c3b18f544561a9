/** Orders text by code unit: the same order on every machine, unlike a locale's. */
export function compareText(a: string, b: string): number {
  if (a === b) {
    return 0;
  }
  return a < b ? -1 : 1;
}
