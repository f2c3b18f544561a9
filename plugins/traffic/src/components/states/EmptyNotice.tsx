import type { ReactNode } from 'react';
import { Text } from '@backstage/ui';
import { QuietText } from '../shared/QuietText';
import styles from './EmptyNotice.module.css';

/** There is nothing to show: why, and what would fill the place. */
export function EmptyNotice(props: {
  title: string;
  description?: string;
  children?: ReactNode;
}) {
  const { title, description, children } = props;
  return (
    <div className={styles.root}>
      <Text as="p" variant="body-medium" weight="bold">
        {title}
      </Text>
      {description && <QuietText>{description}</QuietText>}
      {children}
    </div>
  );
}
