import type { FleetSource } from '../clusters/ClusterFleet';

/** A sentence when not all clusters can be told: none is configured, or a source does not list its own; else undefined. */
export function whyNoCluster(
  sources: readonly FleetSource[],
  clusterCount: number,
): string | undefined {
  // With clusters at hand, a source that nobody set up is no gap, and one that is starting will tell.
  const gaps = sources.filter(
    ({ state, problem }) =>
      problem !== undefined &&
      (clusterCount === 0 ||
        (state === 'failed' && problem.reason !== 'not-configured')),
  );
  if (gaps.length > 0) {
    return gaps
      .map(
        ({ title, problem }) =>
          `The clusters of ${title} could not be listed: ${problem?.message}`,
      )
      .join(' ');
  }
  if (clusterCount > 0) {
    return undefined;
  }
  return sources.some(({ state }) => state === 'pending')
    ? 'The clusters are being listed.'
    : 'No cluster is configured. Add one under kubernetes.clusterLocatorMethods in app-config.yaml, as for the kubernetes plugin.';
}
