import { useMemo, useState } from 'react';
import { Button } from '@backstage/ui';
import type { Route } from '@portolan/plugin-traffic-common';
import type { RouteGroup } from '../../model/groupRoutes';
import {
  useTrafficText,
  type TrafficText,
} from '../../translation/useTrafficText';
import { BreakableText } from '../shared/BreakableText';
import { DataTable, type DataColumn } from '../shared/DataTable';
import { DetailsDrawer } from '../shared/DetailsDrawer';
import { PerCluster } from '../shared/PerCluster';
import { BackendList, backendsKey } from './BackendList';
import { ExposureLine } from './ExposureLine';
import { RouteDetails } from './RouteDetails';
import { PolicyBadges, policiesKey } from './PolicyBadges';
import { TlsCell, tlsKey } from './TlsCell';
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
        width: '24%',
        isRowHeader: true,
        hidesStackedLabel: true,
        render: group => <UrlCell group={group} />,
      },
      {
        id: 'verdict',
        label: t('waysIn.column.verdict'),
        width: '18%',
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
        width: '18%',
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
        width: '18%',
        render: group => (
          <PerCluster
            items={group.routes}
            keyOf={route => throughKey(t, route)}
          >
            {route => (
              <>
                <div>
                  <BreakableText text={renderEntry(t, route)} />
                </div>
                <ExposureLine exposure={route.exposure} />
                <TlsCell tls={route.tls} />
              </>
            )}
          </PerCluster>
        ),
      },
      {
        id: 'policies',
        label: t('waysIn.column.policies'),
        width: '12%',
        render: group => (
          <PerCluster items={group.routes} keyOf={policiesKey}>
            {route => <PolicyBadges route={route} />}
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

function throughKey(t: TrafficText, route: Route) {
  return [renderEntry(t, route), route.exposure, tlsKey(t, route.tls)].join(
    '\n',
  );
}

function urlOf({ url }: RouteGroup) {
  return url;
}
