import { useCallback, useMemo, useState } from 'react';
import type { Dependency } from '@portolan/plugin-traffic-common';
import { foldByDomain, type DependencyRow } from '../../model/foldByDomain';
import type { DependencyGroup } from '../../model/groupDependencies';
import type { RouteGroup } from '../../model/groupRoutes';
import { useTrafficText } from '../../translation/useTrafficText';
import { DataTable } from '../shared/DataTable';
import { DetailsDrawer } from '../shared/DetailsDrawer';
import { RouteDetails } from '../waysIn/RouteDetails';
import { DependencyDetails } from './DependencyDetails';
import { renderDestination } from './renderDependency';
import { useWaysOutColumns } from './useWaysOutColumns';

/** What an entity calls, one row per destination for all clusters; many destinations of one domain share a row. */
export function WaysOutTable(props: {
  groups: readonly DependencyGroup[];
  /** The URLs of the entity, which a dependency may come back to. */
  routes: readonly RouteGroup[];
}) {
  const { groups, routes } = props;
  const t = useTrafficText();
  const [openId, setOpenId] = useState<string>();
  const open = groups.find(({ id }) => id === openId);
  const [openRouteId, setOpenRouteId] = useState<string>();
  const openRoute = routes.find(({ id }) => id === openRouteId);
  const [openDomains, setOpenDomains] = useState<ReadonlySet<string>>(
    new Set(),
  );
  const rows = useMemo(
    () => foldByDomain(groups, openDomains),
    [groups, openDomains],
  );
  const toggleDomain = useCallback(
    (domain: string) =>
      setOpenDomains(current =>
        current.has(domain)
          ? new Set([...current].filter(each => each !== domain))
          : new Set([...current, domain]),
      ),
    [],
  );
  const columns = useWaysOutColumns({
    routes,
    onOpen: setOpenId,
    onOpenRoute: setOpenRouteId,
    onToggleDomain: toggleDomain,
  });
  const textOf = useCallback(
    (row: DependencyRow) =>
      row.kind === 'domain'
        ? [
            row.domain,
            ...row.groups.map(group =>
              renderDestination(t, group.dependencies[0].destination),
            ),
          ].join(' ')
        : renderSearchText(
            renderDestination(t, row.group.dependencies[0].destination),
            row.group.dependencies[0],
          ),
    [t],
  );

  return (
    <>
      <DataTable
        label={t('panel.waysOut')}
        columns={columns}
        items={rows}
        textOf={textOf}
      />
      {open && (
        <DetailsDrawer
          about={t('details.dependency')}
          title={renderDestination(t, open.dependencies[0].destination)}
          onClose={() => setOpenId(undefined)}
        >
          <DependencyDetails group={open} />
        </DetailsDrawer>
      )}
      {openRoute && (
        <DetailsDrawer
          about={t('details.route')}
          title={openRoute.url}
          onClose={() => setOpenRouteId(undefined)}
        >
          <RouteDetails group={openRoute} />
        </DetailsDrawer>
      )}
    </>
  );
}

function renderSearchText(
  destination: string,
  { destinationEntities, destinationGroup = '' }: Dependency,
) {
  return [destination, ...destinationEntities, destinationGroup].join(' ');
}
