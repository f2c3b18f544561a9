/** The value below which so many percent of the samples lie (nearest rank). */
export function percentile(
  samples: readonly number[],
  percent: number,
): number {
  const sorted = [...samples].sort((a, b) => a - b);
  const rank = Math.ceil((percent / 100) * sorted.length);
  return sorted[Math.max(0, rank - 1)];
}

export function median(samples: readonly number[]): number {
  return percentile(samples, 50);
}

export function renderMs(ms: number): string {
  return ms >= 100 ? `${Math.round(ms)} ms` : `${ms.toFixed(1)} ms`;
}

export function renderSpread(samples: readonly number[]): string {
  return `${renderMs(percentile(samples, 50))} / ${renderMs(
    percentile(samples, 95),
  )}`;
}
