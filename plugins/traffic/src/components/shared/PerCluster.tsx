import { Fragment, type ReactNode } from 'react';
import styles from './PerCluster.module.css';

/**
 * One fact of several clusters: said once where all agree, otherwise once per value with the clusters that have it.
 */
export function PerCluster<T extends { cluster: string }>(props: {
  items: readonly T[];
  /** Where in its cluster an item is; said where the items of one cluster differ, otherwise the cluster is enough. */
  placeOf?: (item: T) => string;
  /** Equal for items that look the same. */
  keyOf: (item: T) => string;
  children: (item: T) => ReactNode;
}) {
  const { items, keyOf, children, placeOf = clusterOf } = props;
  const values = new Map<string, [T, ...T[]]>();
  for (const item of items) {
    const key = keyOf(item);
    const same = values.get(key);
    if (same) {
      same.push(item);
    } else {
      values.set(key, [item]);
    }
  }
  if (values.size === 1) {
    return <Fragment>{children(items[0])}</Fragment>;
  }
  const isWhole = (cluster: string) =>
    [...values.values()].filter(same =>
      same.some(item => item.cluster === cluster),
    ).length === 1;
  const placeNamed = (item: T) =>
    isWhole(item.cluster) ? item.cluster : placeOf(item);
  return (
    <>
      {[...values].map(([key, same]) => (
        <div key={key} className={styles.part}>
          <div className={styles.clusters}>
            {[...new Set(same.map(placeNamed))].join(', ')}
          </div>
          {children(same[0])}
        </div>
      ))}
    </>
  );
}

function clusterOf({ cluster }: { cluster: string }) {
  return cluster;
}
