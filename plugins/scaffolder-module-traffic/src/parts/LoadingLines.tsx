import { Skeleton, VisuallyHidden } from '@backstage/ui';
import styles from './form.module.css';

/** Stands where something will be, and says what is being waited for. */
export function LoadingLines({ label }: { label: string }) {
  return (
    <div className={styles.form} role="status">
      <VisuallyHidden>{label}</VisuallyHidden>
      <Skeleton style={{ height: '2.5rem' }} />
      <Skeleton style={{ height: '2.5rem' }} />
      <Skeleton style={{ height: '6rem' }} />
    </div>
  );
}
