import { useMemo, useState } from 'react';
import { Button } from '@backstage/ui';
import type { RouteGroup } from '../../model/groupRoutes';
import { useTrafficText } from '../../translation/useTrafficText';
import { DataTable, type DataColumn } from '../shared/DataTable';
import { DetailsDrawer } from '../shared/DetailsDrawer';
import { PerCluster } from '../shared/PerCluster';
import { BackendList, backendsKey } from './BackendList';
import { RouteDetails } from './RouteDetails';
import { TlsCell } from './TlsCell';
import { UrlCell } from './UrlCell';
import { VerdictCell, verdictKey } from './VerdictCell';
import { renderEntry } from './renderRoute';

/** The URLs that reach an entity, one row each for all clusters. */
export function WaysInTable({ groups }: { groups: readonly RouteGroup[] }) {
  const t = useTrafficText();
  const [openId, setOpenId] = useState<string>();
  const open = groups.find(({ id }) => id === openId);

  const columns = useMemo<ReadonlyArray<DataColumn<RouteGroup>>>(
    () => [
      {
        id: 'url',
        label: t('waysIn.column.url'),
        width: '28%',
        isRowHeader: true,
        hidesStackedLabel: true,
        render: group => <UrlCell group={group} />,
      },
      {
        id: 'verdict',
        label: t('waysIn.column.verdict'),
        width: '20%',
        render: group => (
          <PerCluster
            items={group.routes}
            keyOf={route => verdictKey(t, route)}
          >
            {route => <VerdictCell route={route} />}
          </PerCluster>
        ),
      },
      {
        id: 'backends',
        label: t('waysIn.column.backends'),
        width: '22%',
        render: group => (
          <PerCluster
            items={group.routes}
            keyOf={route => backendsKey(t, route)}
          >
            {route => <BackendList route={route} />}
          </PerCluster>
        ),
      },
      {
        id: 'through',
        label: t('waysIn.column.through'),
        width: '20%',
        render: group => (
          <PerCluster
            items={group.routes}
            keyOf={route => renderEntry(t, route)}
          >
            {route => (
              <>
                <span>{renderEntry(t, route)}</span>
                <TlsCell tls={route.tls} />
              </>
            )}
          </PerCluster>
        ),
      },
      {
        id: 'details',
        label: t('waysIn.column.details'),
        width: '10%',
        hidesStackedLabel: true,
        render: group => (
          <Button
            size="small"
            variant="secondary"
            aria-label={t('action.detailsOf', { subject: group.url })}
            onPress={() => setOpenId(group.id)}
          >
            {t('action.details')}
          </Button>
        ),
      },
    ],
    [t],
  );

  return (
    <>
      <DataTable
        label={t('panel.waysIn')}
        columns={columns}
        items={groups}
        textOf={urlOf}
      />
      {open && (
        <DetailsDrawer
          about={t('details.route')}
          title={open.url}
          onClose={() => setOpenId(undefined)}
        >
          <RouteDetails group={open} />
        </DetailsDrawer>
      )}
    </>
  );
}

function urlOf({ url }: RouteGroup) {
  return url;
}
