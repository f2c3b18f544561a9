import { Text } from '@backstage/ui';
import { EntityRefLink } from '@backstage/plugin-catalog-react';
import type {
  Dependency,
  Evidence,
  LayerVerdict,
  Provenance,
} from '@portolan/plugin-traffic-common';
import { renderRef } from '../../model/describeRef';
import type { DependencyGroup } from '../../model/groupDependencies';
import { useTrafficText } from '../../translation/useTrafficText';
import { BreakableText } from '../shared/BreakableText';
import { Facts, Lines } from '../shared/Facts';
import { ObjectField } from '../shared/ObjectField';
import { PermissionWord } from '../shared/StatusWord';
import { useNow } from '../../time/useNow';
import { DeclarationWord, ObservationWord } from '../shared/AnswerWord';
import {
  renderObservation,
  renderSourceAddress,
  renderTlsOrigination,
  renderVia,
} from './renderAnswers';
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
  const { via, sourceAddress, tls } = dependency;
  const originated = renderTlsOrigination(t, dependency);
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
          name: t('waysOut.domain.part'),
          value: dependency.destinationGroup,
        },
        {
          name: t('waysOut.hairpinFact'),
          value: dependency.hairpin?.length ? t('waysOut.hairpin') : undefined,
        },
        {
          name: t('waysOut.column.declared'),
          value: <DeclarationWord answer={dependency.declared.answer} />,
        },
        {
          name: t('waysOut.evidence'),
          value: evidence.length ? (
            <Lines
              lines={evidence.map((each, index) => (
                <EvidenceLine key={index} evidence={each} />
              ))}
            />
          ) : undefined,
        },
        {
          name: t('waysOut.column.observed'),
          value: <ObservedLines dependency={dependency} />,
        },
        {
          name: t('waysOut.column.wayOut'),
          value: (
            <FieldLines text={renderVia(t, dependency)} at={via.provenance} />
          ),
        },
        {
          name: t('details.sourceAddress'),
          value: (
            <FieldLines
              text={renderSourceAddress(t, dependency)}
              at={sourceAddress.provenance}
            />
          ),
        },
        {
          name: t('waysIn.column.tls'),
          value: originated && tls && (
            <Lines
              lines={[
                ...[originated.mode, originated.verification].filter(Boolean),
                <ObjectField key="at" at={tls.provenance} />,
              ]}
            />
          ),
        },
      ]}
    />
  );
}

function ObservedLines({ dependency }: { dependency: Dependency }) {
  const t = useTrafficText();
  const nowMs = useNow();
  const { observed } = dependency;
  const { refused, presets = [] } = observed;
  return (
    <Lines
      lines={[
        <ObservationWord key="answer" answer={observed.answer} />,
        ...(refused ? [t('waysOut.observed.refused')] : []),
        ...renderObservation(t, observed, nowMs),
        ...(presets.length
          ? [t('waysOut.observed.presets', { presets: presets.join(', ') })]
          : []),
      ]}
    />
  );
}

function FieldLines(props: { text: string; at?: readonly Provenance[] }) {
  const { text, at = [] } = props;
  return (
    <Lines
      lines={[
        <BreakableText key="text" text={text} />,
        ...at.map((each, index) => <ObjectField key={index} at={each} />),
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
      {t(`waysOut.rung.${evidence.rung}`)} (
      {t('waysOut.readBy', { source: evidence.source })})
      {evidence.detail && (
        <div>
          <BreakableText text={evidence.detail} />
        </div>
      )}
      {evidence.provenance && (
        <div>
          <ObjectField at={evidence.provenance} />
        </div>
      )}
    </>
  );
}
