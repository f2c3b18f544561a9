import { Skeleton, VisuallyHidden } from '@backstage/ui';
import { useTrafficText } from '../../translation/useTrafficText';
import styles from './PanelSkeleton.module.css';

/** Keeps the place of rows that are being read. */
export function PanelSkeleton(props: { panel: string; rows: number }) {
  const { panel, rows } = props;
  const t = useTrafficText();
  return (
    <div className={styles.root} role="status">
      <VisuallyHidden>{t('panel.loading', { panel })}</VisuallyHidden>
      {Array.from({ length: rows }, (_, index) => (
        <Skeleton key={index} height={40} />
      ))}
    </div>
  );
}
