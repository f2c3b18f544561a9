import type { ReadCluster } from '../analyze/readDocuments';

/**
 * The cluster of this name, or the only one where none is named; else the sentence that says which ones there are to choose
 * from.
 */
export function clusterNamed(
  clusters: readonly ReadCluster[],
  name: string | undefined,
): ReadCluster | { readonly problem: string } {
  const names = clusters.map(cluster => cluster.name).join(', ');
  if (name === undefined) {
    return clusters.length === 1
      ? clusters[0]
      : {
          problem: `The documents are of the clusters ${names}: say which is meant (--in on the command line, "cluster" from code).`,
        };
  }
  return (
    clusters.find(cluster => cluster.name === name) ?? {
      problem: `The documents have no cluster ${name}; they have ${names}.`,
    }
  );
}
