import { Badge } from '@backstage/ui';
import { useTrafficText } from '../../translation/useTrafficText';
import styles from './ClusterTags.module.css';

/** The clusters that something is in. */
export function ClusterTags({ clusters }: { clusters: readonly string[] }) {
  const t = useTrafficText();
  return (
    <ul className={styles.list} aria-label={t('panel.freshness')}>
      {[...new Set(clusters)].map(cluster => (
        <li key={cluster}>
          <Badge size="small">{cluster}</Badge>
        </li>
      ))}
    </ul>
  );
}
