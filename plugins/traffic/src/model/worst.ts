/** The value that stands first in `order`, which lists what deserves most attention first. */
export function worstOf<T extends string>(
  values: readonly T[],
  order: readonly T[],
): T {
  const fallback = order[order.length - 1];
  return values.reduce(
    (worst, value) =>
      order.indexOf(value) < order.indexOf(worst) ? value : worst,
    fallback,
  );
}
