import { useMemo } from 'react';
import {
  RiDoorClosedLine,
  RiDoorOpenLine,
  RiFilterLine,
  RiQuestionLine,
  RiShieldLine,
} from '@remixicon/react';
import type {
  DirectionIsolation,
  Workload,
} from '@portolan/plugin-traffic-common';
import { renderRef } from '../../model/describeRef';
import {
  groupIsolations,
  type IsolationGroup,
} from '../../model/groupIsolations';
import {
  useTrafficText,
  type TrafficText,
} from '../../translation/useTrafficText';
import { ClusterTags } from '../shared/ClusterTags';
import { StatusWord, type Look } from '../shared/StatusWord';
import { renderLayer } from '../waysOut/renderDependency';
import styles from './IsolationStatement.module.css';

type Direction = 'egress' | 'ingress';

/** So many policies are named at once; the rest is behind a control. */
const MAX_POLICIES = 3;

const LOOKS: Record<DirectionIsolation['state'], Look> = {
  'not-selected': { tone: 'warning', Icon: RiDoorOpenLine },
  open: { tone: 'warning', Icon: RiDoorOpenLine },
  'dns-only': { tone: 'positive', Icon: RiFilterLine },
  closed: { tone: 'positive', Icon: RiDoorClosedLine },
  restricted: { tone: 'positive', Icon: RiShieldLine },
  unknown: { tone: 'neutral', Icon: RiQuestionLine },
};

/** What policies leave open of the entity's workloads, whoever is at the other end; nothing where that is not told. */
export function IsolationStatement(props: {
  workloads: readonly Workload[];
  direction: Direction;
}) {
  const { workloads, direction } = props;
  const t = useTrafficText();
  const groups = useMemo(
    () => groupIsolations(workloads, direction),
    [workloads, direction],
  );
  if (groups.length === 0) {
    return null;
  }
  return (
    <ul className={styles.list} aria-label={t(`isolation.label.${direction}`)}>
      {groups.map(group => (
        <li key={group.id} className={styles.item}>
          <Statement
            group={group}
            direction={direction}
            isOnly={groups.length === 1}
          />
        </li>
      ))}
    </ul>
  );
}

function Statement(props: {
  group: IsolationGroup;
  direction: Direction;
  isOnly: boolean;
}) {
  const { group, direction, isOnly } = props;
  const { isolation, workloads, policies } = group;
  const t = useTrafficText();
  const shown = policies.slice(0, MAX_POLICIES);
  const hidden = policies.slice(MAX_POLICIES);
  return (
    <>
      <StatusWord look={LOOKS[isolation.state]}>
        {t(`isolation.state.${direction}.${isolation.state}`)}
      </StatusWord>
      {renderSides(t, isolation, direction).map(line => (
        <div key={line} className={styles.line}>
          {line}
        </div>
      ))}
      {isolation.podsDiffer && (
        <div className={styles.line}>{t('isolation.podsDiffer')}</div>
      )}
      {isolation.state === 'unknown' &&
        isolation.layers.map(layer => (
          <div key={layer.layer} className={styles.line}>
            {renderLayer(t, layer)}
          </div>
        ))}
      {shown.length > 0 && (
        <div className={styles.line}>
          {t('isolation.by', { policies: shown.map(renderRef).join(', ') })}
        </div>
      )}
      {hidden.length > 0 && (
        <details className={styles.line}>
          <summary>{t('isolation.more', { count: hidden.length })}</summary>
          {hidden.map(renderRef).join(', ')}
        </details>
      )}
      {!isOnly && (
        <div className={styles.where}>
          <span className={styles.line}>
            {t('isolation.workloads', {
              workloads: [...new Set(workloads.map(renderRef))].join(', '),
            })}
          </span>
          <ClusterTags clusters={workloads.map(({ cluster }) => cluster)} />
        </div>
      )}
    </>
  );
}

/** How much of either side is open, where the state does not say it already. */
function renderSides(
  t: TrafficText,
  { state, inside, outside }: DirectionIsolation,
  direction: Direction,
): string[] {
  return state === 'restricted' || state === 'unknown'
    ? [
        t(`isolation.inside.${direction}.${inside}`),
        t(`isolation.outside.${direction}.${outside}`),
      ]
    : [];
}
