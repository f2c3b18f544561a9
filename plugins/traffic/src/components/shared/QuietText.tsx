import type { ReactNode } from 'react';
import { Text } from '@backstage/ui';
import styles from './QuietText.module.css';

/** A paragraph that stays in the background and can still be read. */
export function QuietText(props: {
  id?: string;
  size?: 'small' | 'medium';
  children: ReactNode;
}) {
  const { id, size = 'medium', children } = props;
  return (
    <Text as="p" id={id} variant={`body-${size}`} className={styles.root}>
      {children}
    </Text>
  );
}
