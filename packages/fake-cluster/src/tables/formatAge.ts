const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** An age in the short form of kubectl: `45s`, `5m`, `3h12m`, `4d`. */
export function formatAge(ageMs: number): string {
  if (ageMs < 0) return '0s';
  if (ageMs < 2 * MINUTE) return `${Math.floor(ageMs / SECOND)}s`;
  if (ageMs < 3 * HOUR) return `${Math.floor(ageMs / MINUTE)}m`;
  if (ageMs < 2 * DAY) return `${Math.floor(ageMs / HOUR)}h`;
  if (ageMs < 2 * 365 * DAY) return `${Math.floor(ageMs / DAY)}d`;
  return `${Math.floor(ageMs / (365 * DAY))}y`;
}
