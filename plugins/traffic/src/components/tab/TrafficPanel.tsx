import { useId, type ReactNode } from 'react';
import { Card, CardBody, CardHeader, Text } from '@backstage/ui';
import styles from './TrafficPanel.module.css';

/** A named part of the tab. */
export function TrafficPanel(props: {
  title: string;
  note?: ReactNode;
  children: ReactNode;
}) {
  const { title, note, children } = props;
  const titleId = useId();
  return (
    <section aria-labelledby={titleId}>
      <Card>
        <CardHeader>
          <div className={styles.header}>
            <Text id={titleId} as="h2" variant="title-x-small" weight="bold">
              {title}
            </Text>
            {note && <div className={styles.note}>{note}</div>}
          </div>
        </CardHeader>
        <CardBody>
          <div className={styles.body}>{children}</div>
        </CardBody>
      </Card>
    </section>
  );
}
