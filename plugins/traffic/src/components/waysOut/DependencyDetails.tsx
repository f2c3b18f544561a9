import { Text } from '@backstage/ui';
import { EntityRefLink } from '@backstage/plugin-catalog-react';
import type {
  Dependency,
  Evidence,
  LayerVerdict,
} from '@portolan/plugin-traffic-common';
import { renderRef } from '../../model/describeRef';
import type { DependencyGroup } from '../../model/groupDependencies';
import { useTrafficText } from '../../translation/useTrafficText';
import { Facts, Lines } from '../shared/Facts';
import { ObjectField } from '../shared/ObjectField';
import { PermissionWord } from '../shared/StatusWord';
import { renderLayer, renderPort } from './renderDependency';
import styles from '../waysIn/RouteDetails.module.css';

/** All that is known of one dependency, cluster by cluster. */
export function DependencyDetails({ group }: { group: DependencyGroup }) {
  const t = useTrafficText();
  return (
    <>
      {group.dependencies.map(dependency => (
        <section key={dependency.id} className={styles.cluster}>
          <Text as="h3" variant="body-large" weight="bold">
            {t('details.cluster', { cluster: dependency.cluster })}
            {group.workloads.length > 1 &&
              `, ${renderRef(dependency.workload)}`}
          </Text>
          <DependencyFacts dependency={dependency} />
        </section>
      ))}
    </>
  );
}

function DependencyFacts({ dependency }: { dependency: Dependency }) {
  const t = useTrafficText();
  const { permitted, evidence, destinationEntities } = dependency;
  return (
    <Facts
      facts={[
        {
          name: t('waysOut.column.permitted'),
          value: <PermissionWord permission={permitted.verdict} />,
        },
        {
          name: t('details.reasons'),
          value: permitted.layers.length ? (
            <Lines
              lines={permitted.layers.map((layer, index) => (
                <LayerLine key={index} layer={layer} />
              ))}
            />
          ) : undefined,
        },
        { name: t('details.workload'), value: renderRef(dependency.workload) },
        {
          name: t('waysOut.column.destination'),
          value: renderPort(t, dependency),
        },
        {
          name: t('waysOut.ownedBy'),
          value: destinationEntities.length ? (
            <Lines
              lines={destinationEntities.map(entityRef => (
                <EntityRefLink key={entityRef} entityRef={entityRef} />
              ))}
            />
          ) : undefined,
        },
        {
          name: t('waysOut.column.evidence'),
          value: (
            <Lines
              lines={evidence.map((each, index) => (
                <EvidenceLine key={index} evidence={each} />
              ))}
            />
          ),
        },
        {
          name: t('details.declared'),
          value: t(`waysOut.declared.${dependency.declared.answer}`),
        },
        {
          name: t('details.observed'),
          value: t(`waysOut.observed.${dependency.observed.answer}`),
        },
        {
          name: t('details.via'),
          value: t(`waysOut.via.${dependency.via.kind}`),
        },
        {
          name: t('details.sourceAddress'),
          value: t(`waysOut.sourceAddress.${dependency.sourceAddress.state}`),
        },
      ]}
    />
  );
}

function LayerLine({ layer }: { layer: LayerVerdict }) {
  const t = useTrafficText();
  return (
    <>
      {renderLayer(t, layer)}
      <Lines
        lines={layer.rules.map((rule, index) => (
          <ObjectField key={index} at={rule} />
        ))}
      />
    </>
  );
}

function EvidenceLine({ evidence }: { evidence: Evidence }) {
  const t = useTrafficText();
  return (
    <>
      {t(`waysOut.rung.${evidence.rung}`)}
      {evidence.provenance && (
        <div>
          <ObjectField at={evidence.provenance} />
        </div>
      )}
    </>
  );
}
