import type { ReactNode } from 'react';
import { Link } from '@backstage/ui';
import { EntityInfoCard, useEntity } from '@backstage/plugin-catalog-react';
import type { EntityTraffic } from '@portolan/plugin-traffic-common';
import { useEntityTraffic } from '../../data/useEntityTraffic';
import type { Question } from '../../model/missingKnowledge';
import { BindingNotice } from '../states/BindingNotice';
import { FailureNotice, OutdatedNotice } from '../states/FailureNotice';
import { IncompleteNotice } from '../states/IncompleteNotice';
import { PanelSkeleton } from '../states/PanelSkeleton';
import styles from './TrafficCard.module.css';

const ROWS = 5;

/** The first rows of one question about an entity, with the same states as the tab. */
export function TrafficCard<T extends { id: string }>(props: {
  title: string;
  question: Question;
  /** The address of the tab; without it the card does not link there. */
  tabHref?: string;
  /** All rows, most interesting first. */
  listRows: (traffic: EntityTraffic) => readonly T[];
  renderRow: (row: T) => { subject: ReactNode; verdict: ReactNode };
  renderLink: (hidden: number) => string;
  empty: ReactNode;
}) {
  const { title, question, tabHref, listRows, renderRow, renderLink } = props;
  const { entity } = useEntity();
  const { state, retry } = useEntityTraffic(entity);

  if (state.status === 'pending') {
    return (
      <EntityInfoCard title={title}>
        <PanelSkeleton panel={title} rows={ROWS} />
      </EntityInfoCard>
    );
  }
  if (state.status === 'error') {
    return (
      <EntityInfoCard title={title}>
        <FailureNotice
          failure={state.failure}
          isReading={state.isReading}
          onRetry={retry}
        />
      </EntityInfoCard>
    );
  }
  const { data } = state;
  const rows = listRows(data);
  const isUnbound = rows.length === 0 && data.binding.state !== 'bound';
  return (
    <EntityInfoCard
      title={title}
      footerActions={
        tabHref && (
          <Link href={tabHref} variant="body-medium">
            {renderLink(Math.max(0, rows.length - ROWS))}
          </Link>
        )
      }
    >
      <div className={styles.body}>
        {state.failure !== undefined && (
          <OutdatedNotice
            readAt={state.readAt}
            failure={state.failure}
            isReading={state.isReading}
            onRetry={retry}
          />
        )}
        {isUnbound && (
          <BindingNotice
            binding={data.binding}
            entityName={entity.metadata.name}
          />
        )}
        <IncompleteNotice clusters={data.clusters} question={question} />
        {rows.length > 0 && (
          <ul className={styles.list} aria-label={title}>
            {rows.slice(0, ROWS).map(row => {
              const { subject, verdict } = renderRow(row);
              return (
                <li key={row.id} className={styles.item}>
                  <div className={styles.subject}>{subject}</div>
                  <div className={styles.verdict}>{verdict}</div>
                </li>
              );
            })}
          </ul>
        )}
        {rows.length === 0 && !isUnbound && props.empty}
      </div>
    </EntityInfoCard>
  );
}
