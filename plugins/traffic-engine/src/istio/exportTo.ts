/** Whether an object's `exportTo` lets a namespace see it: absent or `*` all, else with `~` none, `.` its own. */
export function isExportedTo(
  exportTo: readonly string[],
  options: { owner: string; viewer: string },
): boolean {
  const { owner, viewer } = options;
  return (
    exportTo.length === 0 ||
    exportTo.includes('*') ||
    (!exportTo.includes('~') &&
      exportTo.some(entry => (entry === '.' ? owner : entry) === viewer))
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

/**
 * The place of a VirtualService among those of one host that sidecars of a namespace see, first 0: what is private to that
 * namespace, what others export to it by name, what is for all (istiod, PushContext.VirtualServicesForGateway).
 */
export function exportRank(
  exportTo: readonly string[],
  options: { owner: string; viewer: string },
): number {
  const { owner, viewer } = options;
  if (exportTo.length === 0 || exportTo.includes('*')) {
    return 2;
  }
  return owner === viewer ? 0 : 1;
}
