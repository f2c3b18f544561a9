import type { FleetSource } from '../clusters/ClusterFleet';

/** A sentence when not all clusters can be told: none is configured, or a source does not list its own; else undefined. */
export function whyNoCluster(
  sources: readonly FleetSource[],
  clusterCount: number,
): string | undefined {
  // With clusters at hand, a source that nobody set up is no gap.
  const failed = sources.filter(
    ({ state, problem }) =>
      state === 'failed' &&
      (clusterCount === 0 || problem?.reason !== 'not-configured'),
  );
  if (failed.length > 0) {
    return failed
      .map(
        ({ title, problem }) =>
          `The clusters of ${title} could not be listed: ${
            problem?.message ?? 'it did not say why.'
          }`,
      )
      .join(' ');
  }
  if (clusterCount > 0) {
    return undefined;
  }
  return sources.some(source => source.state === 'pending')
    ? 'The clusters are being listed.'
    : 'No cluster is configured. Add one under kubernetes.clusterLocatorMethods in app-config.yaml, as for the kubernetes plugin.';
}
