import { useMemo, type ReactNode } from 'react';
import { Button } from '@backstage/ui';
import type { Dependency } from '@portolan/plugin-traffic-common';
import { renderName, renderRef } from '../../model/describeRef';
import type { DependencyRow } from '../../model/foldByDomain';
import type { DependencyGroup } from '../../model/groupDependencies';
import type { RouteGroup } from '../../model/groupRoutes';
import { useTrafficText } from '../../translation/useTrafficText';
import { BreakableText } from '../shared/BreakableText';
import { ClusterTags } from '../shared/ClusterTags';
import type { DataColumn } from '../shared/DataTable';
import { DifferenceNote } from '../shared/DifferenceNote';
import { PerCluster } from '../shared/PerCluster';
import { DeclaredCell, declaredKey } from './DeclaredCell';
import { DestinationCell } from './DestinationCell';
import { DomainCell, DomainPermissions, DomainToggle } from './DomainRow';
import { HairpinNote } from './HairpinNote';
import { ObservedCell, observedKey } from './ObservedCell';
import { PermittedCell, permittedKey } from './PermittedCell';
import { WayOutCell, wayOutKey } from './WayOutCell';
import { renderDestination } from './renderDependency';
import styles from './DestinationCell.module.css';

/** The columns of the ways out: what is called, the three answers side by side, and how connections leave. */
export function useWaysOutColumns(options: {
  routes: readonly RouteGroup[];
  onOpen: (id: string) => void;
  onOpenRoute: (id: string) => void;
  onToggleDomain: (domain: string) => void;
}): ReadonlyArray<DataColumn<DependencyRow>> {
  const { routes, onOpen, onOpenRoute, onToggleDomain } = options;
  const t = useTrafficText();
  return useMemo(
    () => [
      {
        id: 'destination',
        label: t('waysOut.column.destination'),
        width: '22%',
        isRowHeader: true,
        hidesStackedLabel: true,
        render: row =>
          row.kind === 'domain' ? (
            <DomainCell row={row} />
          ) : (
            <>
              <DestinationCell dependency={row.group.dependencies[0]} />
              <div className={styles.line}>
                <BreakableText
                  text={t('waysOut.fromLine', {
                    workloads: row.group.workloads.map(renderRef).join(', '),
                  })}
                />
              </div>
              <ClusterTags
                clusters={row.group.dependencies.map(each => each.cluster)}
              />
              {row.group.differs && (
                <DifferenceNote
                  sentence={t(`waysOut.differs.${row.group.differs}`)}
                />
              )}
              <HairpinNote
                dependencies={row.group.dependencies}
                routes={routes}
                onOpenRoute={({ id }) => onOpenRoute(id)}
              />
            </>
          ),
      },
      {
        id: 'declared',
        label: t('waysOut.column.declared'),
        width: '19%',
        render: row =>
          perCluster(
            row,
            dependency => declaredKey(t, dependency),
            dependency => <DeclaredCell dependency={dependency} />,
          ),
      },
      {
        id: 'permitted',
        label: t('waysOut.column.permitted'),
        width: '20%',
        render: row =>
          row.kind === 'domain' ? (
            <DomainPermissions row={row} />
          ) : (
            perCluster(
              row,
              dependency => permittedKey(t, dependency),
              dependency => <PermittedCell dependency={dependency} />,
            )
          ),
      },
      {
        id: 'observed',
        label: t('waysOut.column.observed'),
        width: '14%',
        render: row =>
          perCluster(row, observedKey, dependency => (
            <ObservedCell dependency={dependency} />
          )),
      },
      {
        id: 'wayOut',
        label: t('waysOut.column.wayOut'),
        width: '15%',
        render: row =>
          perCluster(
            row,
            dependency => wayOutKey(t, dependency),
            dependency => <WayOutCell dependency={dependency} />,
          ),
      },
      {
        id: 'details',
        label: t('waysOut.column.details'),
        width: '10%',
        hidesStackedLabel: true,
        render: row =>
          row.kind === 'domain' ? (
            <DomainToggle row={row} onToggle={onToggleDomain} />
          ) : (
            <Button
              size="small"
              variant="secondary"
              aria-label={t('action.detailsOf', {
                subject: renderDestination(
                  t,
                  row.group.dependencies[0].destination,
                ),
              })}
              onPress={() => onOpen(row.id)}
            >
              {t('action.details')}
            </Button>
          ),
      },
    ],
    [t, routes, onOpen, onOpenRoute, onToggleDomain],
  );
}

/** A fact of one destination for all clusters; a row of several destinations does not have it. */
function perCluster(
  row: DependencyRow,
  keyOf: (dependency: Dependency) => string,
  render: (dependency: Dependency) => ReactNode,
) {
  return row.kind === 'domain' ? null : (
    <PerCluster
      items={row.group.dependencies}
      placeOf={placeIn(row.group)}
      keyOf={keyOf}
    >
      {render}
    </PerCluster>
  );
}

function placeIn({ workloads }: DependencyGroup) {
  return workloads.length > 1 ? renderPlace : undefined;
}

function renderPlace({ cluster, workload }: Dependency) {
  return `${cluster} ${renderName(workload)}`;
}
