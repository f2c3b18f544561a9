import { useMemo } from 'react';
import { EntityRefLink } from '@backstage/plugin-catalog-react';
import type { HostRow } from '@portolan/plugin-traffic-common';
import { useTrafficText } from '../../translation/useTrafficText';
import { BreakableText } from '../shared/BreakableText';
import { ClusterTags } from '../shared/ClusterTags';
import { DataTable, type DataColumn } from '../shared/DataTable';
import { QuietText } from '../shared/QuietText';
import { RouteStateWord } from '../shared/StatusWord';
import styles from './HostsPage.module.css';

type HostItem = HostRow & { id: string };

/** One row per host, in the backend's order: those that nobody owns first. */
export function HostsTable({ rows }: { rows: readonly HostRow[] }) {
  const t = useTrafficText();
  const items = useMemo(
    () =>
      rows.map(
        (row): HostItem => ({
          ...row,
          id: `${row.host.kind} ${row.host.value}`,
        }),
      ),
    [rows],
  );
  const columns = useMemo(
    (): DataColumn<HostItem>[] => [
      {
        id: 'host',
        label: t('hosts.column.host'),
        isRowHeader: true,
        width: '28%',
        render: ({ host }) => (
          <strong>
            <BreakableText text={host.value || t('hosts.anyHost')} />
          </strong>
        ),
      },
      {
        id: 'owner',
        label: t('hosts.column.owner'),
        width: '28%',
        render: row => <OwnerCell row={row} />,
      },
      {
        id: 'routes',
        label: t('hosts.column.routes'),
        width: '22%',
        render: ({ routes }) => (
          <ul className={styles.list}>
            {[
              ...new Set(
                routes.map(ref => `${ref.kind} ${ref.namespace}/${ref.name}`),
              ),
            ].map(name => (
              <li key={name}>{name}</li>
            ))}
          </ul>
        ),
      },
      {
        id: 'clusters',
        label: t('hosts.column.clusters'),
        width: '10%',
        render: ({ clusters }) => <ClusterTags clusters={clusters} />,
      },
      {
        id: 'verdict',
        label: t('hosts.column.verdict'),
        width: '12%',
        render: ({ verdict }) => <RouteStateWord state={verdict} />,
      },
    ],
    [t],
  );
  return (
    <DataTable
      label={t('hosts.title')}
      columns={columns}
      items={items}
      textOf={textOf}
    />
  );
}

function textOf({ host, owners, entities, routes }: HostItem): string {
  return [
    host.value,
    ...owners,
    ...entities,
    ...routes.map(ref => `${ref.namespace}/${ref.name}`),
  ].join(' ');
}

function OwnerCell({ row }: { row: HostRow }) {
  const t = useTrafficText();
  if (row.unowned !== null) {
    return (
      <>
        <strong>{t('hosts.unowned.title')}</strong>
        <QuietText size="small">{t(`hosts.unowned.${row.unowned}`)}</QuietText>
      </>
    );
  }
  return (
    <ul className={styles.list}>
      {row.owners.map(ref => (
        <li key={ref}>
          <EntityRefLink entityRef={ref} />
        </li>
      ))}
      {row.entities.map(ref => (
        <li key={ref}>
          <EntityRefLink entityRef={ref} />
        </li>
      ))}
    </ul>
  );
}
