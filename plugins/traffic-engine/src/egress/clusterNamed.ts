import type { ReadCluster } from '../analyze/readDocuments';

/** The cluster of this name, or the sentence that says which ones there are instead. */
export function clusterNamed(
  clusters: readonly ReadCluster[],
  name: string,
): ReadCluster | { readonly problem: string } {
  const names = clusters.map(cluster => cluster.name).join(', ');
  return (
    clusters.find(cluster => cluster.name === name) ?? {
      problem: `The documents have no cluster ${name}; they have ${names}.`,
    }
  );
}
