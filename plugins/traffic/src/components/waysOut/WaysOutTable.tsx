import { useCallback, useMemo, useState } from 'react';
import { Button } from '@backstage/ui';
import type { Dependency } from '@portolan/plugin-traffic-common';
import { renderName, renderRef } from '../../model/describeRef';
import type { DependencyGroup } from '../../model/groupDependencies';
import { useTrafficText } from '../../translation/useTrafficText';
import { ClusterTags } from '../shared/ClusterTags';
import { DataTable, type DataColumn } from '../shared/DataTable';
import { DetailsDrawer } from '../shared/DetailsDrawer';
import { DifferenceNote } from '../shared/DifferenceNote';
import { Lines } from '../shared/Facts';
import { PerCluster } from '../shared/PerCluster';
import { DependencyDetails } from './DependencyDetails';
import { DestinationCell } from './DestinationCell';
import { PermittedCell, permittedKey } from './PermittedCell';
import { listRungs, renderDestination } from './renderDependency';

/** What an entity calls, one row per workload and destination for all clusters. */
export function WaysOutTable(props: { groups: readonly DependencyGroup[] }) {
  const { groups } = props;
  const t = useTrafficText();
  const [openId, setOpenId] = useState<string>();
  const open = groups.find(({ id }) => id === openId);

  const textOf = useCallback(
    ({
      dependencies: [{ destination, destinationEntities }],
    }: DependencyGroup) =>
      [renderDestination(t, destination), ...destinationEntities].join(' '),
    [t],
  );
  const columns = useMemo<ReadonlyArray<DataColumn<DependencyGroup>>>(
    () => [
      {
        id: 'destination',
        label: t('waysOut.column.destination'),
        width: '25%',
        isRowHeader: true,
        hidesStackedLabel: true,
        render: ({ dependencies, differs }) => (
          <>
            <DestinationCell dependency={dependencies[0]} />
            <ClusterTags clusters={dependencies.map(each => each.cluster)} />
            {differs && (
              <DifferenceNote sentence={t(`waysOut.differs.${differs}`)} />
            )}
          </>
        ),
      },
      {
        id: 'permitted',
        label: t('waysOut.column.permitted'),
        width: '29%',
        render: ({ dependencies, differs }) => (
          <PerCluster
            items={dependencies}
            placeOf={differs === 'workloads' ? renderPlace : undefined}
            keyOf={dependency => permittedKey(t, dependency)}
          >
            {dependency => <PermittedCell dependency={dependency} />}
          </PerCluster>
        ),
      },
      {
        id: 'evidence',
        label: t('waysOut.column.evidence'),
        width: '18%',
        render: ({ dependencies }) => (
          <Lines
            lines={[
              ...listRungs(dependencies[0]).map(rung =>
                t(`waysOut.rung.${rung}`),
              ),
              t(`waysOut.observed.${dependencies[0].observed.answer}`),
            ]}
          />
        ),
      },
      {
        id: 'from',
        label: t('waysOut.column.from'),
        width: '18%',
        render: ({ workloads, dependencies: [dependency] }) => (
          <Lines
            lines={[
              ...workloads.map(renderRef),
              t('waysOut.viaLine', {
                via: t(`waysOut.via.${dependency.via.kind}`),
              }),
              t('waysOut.sourceAddressLine', {
                address: t(
                  `waysOut.sourceAddress.${dependency.sourceAddress.state}`,
                ),
              }),
            ]}
          />
        ),
      },
      {
        id: 'details',
        label: t('waysOut.column.details'),
        width: '10%',
        hidesStackedLabel: true,
        render: ({ id, dependencies: [dependency] }) => (
          <Button
            size="small"
            variant="secondary"
            aria-label={t('action.detailsOf', {
              subject: renderDestination(t, dependency.destination),
            })}
            onPress={() => setOpenId(id)}
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
        label={t('panel.waysOut')}
        columns={columns}
        items={groups}
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
    </>
  );
}

function renderPlace({ cluster, workload }: Dependency) {
  return `${cluster} ${renderName(workload)}`;
}
