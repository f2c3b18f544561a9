/** Whether an object's `exportTo` lets a namespace see it: absent or `*` all, `.` its own, `~` none. */
export function isExportedTo(
  exportTo: readonly string[],
  options: { owner: string; viewer: string },
): boolean {
  const { owner, viewer } = options;
  return (
    exportTo.length === 0 ||
    exportTo.some(
      entry => entry === '*' || (entry === '.' ? owner : entry) === viewer,
    )
  );
}

/** The annotation by which a Service limits who sees it: the same words, split by commas. */
const SERVICE_EXPORT_TO = 'networking.istio.io/exportTo';

/** The `exportTo` of a Service, from its annotation; empty when it limits nothing. */
export function exportToOfService(
  annotations: Readonly<Record<string, string>> | undefined,
): readonly string[] {
  return (annotations?.[SERVICE_EXPORT_TO] ?? '')
    .split(',')
    .map(entry => entry.trim())
    .filter(Boolean);
}
