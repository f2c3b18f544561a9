import { RiScales3Line } from '@remixicon/react';
import type {
  Condition,
  ControllerVerdict,
  PolicyStatus,
} from '@portolan/plugin-traffic-common';
import {
  useTrafficText,
  type TrafficText,
} from '../../translation/useTrafficText';
import { renderCondition } from './renderRoute';
import styles from './PolicyBadges.module.css';
import verdictStyles from './VerdictCell.module.css';

/** What becomes of a policy object at the door of the route: what is predicted, and what its controller says. */
export function PolicyStatusLines({ status }: { status: PolicyStatus }) {
  const t = useTrafficText();
  const { predicted, reported, agreement } = status;
  return (
    <>
      {predicted.length > 0 && (
        <div className={styles.note}>
          {t('policy.status.predicted', {
            conditions: renderConditions(t, predicted),
          })}
        </div>
      )}
      <div className={styles.note}>{renderReported(t, reported)}</div>
      {agreement === 'disagree' && (
        <div className={verdictStyles.disagree}>
          <RiScales3Line aria-hidden />
          <span>{t('verdict.disagree')}</span>
        </div>
      )}
    </>
  );
}

/** A policy's conditions have both polarities, so each is told as it is. */
function renderReported(t: TrafficText, reported: ControllerVerdict): string {
  switch (reported.state) {
    case 'none':
      return t('controller.none');
    case 'no-status':
      return t('controller.noStatus');
    case 'pending':
      return t('controller.pending');
    default:
      return t('controller.rejects', {
        conditions: renderConditions(t, reported.conditions),
      });
  }
}

function renderConditions(
  t: TrafficText,
  conditions: readonly Condition[],
): string {
  return conditions.map(condition => renderCondition(t, condition)).join(', ');
}
