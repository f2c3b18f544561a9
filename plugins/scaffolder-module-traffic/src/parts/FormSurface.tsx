import type { ReactNode } from 'react';
import { Box } from '@backstage/ui';
import styles from './form.module.css';

/** The ground on which the inputs stand; without one of BUI's they would be white on the scaffolder's white paper. */
export function FormSurface(props: { isBusy?: boolean; children: ReactNode }) {
  return (
    <Box bg="neutral" p="4" className={styles.surface}>
      <div className={styles.form} aria-busy={props.isBusy}>
        {props.children}
      </div>
    </Box>
  );
}
