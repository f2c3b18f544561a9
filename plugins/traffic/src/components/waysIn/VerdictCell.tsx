import { RiScales3Line } from '@remixicon/react';
import type { Route } from '@portolan/plugin-traffic-common';
import {
  useTrafficText,
  type TrafficText,
} from '../../translation/useTrafficText';
import { RouteStateWord } from '../shared/StatusWord';
import { renderControllerVerdict, renderReason } from './renderRoute';
import styles from './VerdictCell.module.css';

/** Both verdicts on a route: ours with its first reason, and the controller's own; a disagreement is called out. */
export function VerdictCell({ route }: { route: Route }) {
  const t = useTrafficText();
  const { predicted, reported, agreement } = route;
  const [firstReason, ...otherReasons] = predicted.reasons;
  return (
    <>
      <RouteStateWord state={predicted.state} />
      {firstReason && (
        <div className={styles.line}>
          {renderReason(t, firstReason)}
          {otherReasons.length > 0 &&
            ` ${t('count.more', { count: otherReasons.length })}`}
        </div>
      )}
      <div className={styles.line}>{renderControllerVerdict(t, reported)}</div>
      {agreement === 'disagree' && (
        <div className={styles.disagree}>
          <RiScales3Line aria-hidden />
          <span>{t('verdict.disagree')}</span>
        </div>
      )}
    </>
  );
}

/** Equal for routes whose verdicts read the same. */
export function verdictKey(t: TrafficText, route: Route): string {
  return [
    route.predicted.state,
    ...route.predicted.reasons.map(reason => renderReason(t, reason)),
    renderControllerVerdict(t, route.reported),
    route.agreement,
  ].join('\n');
}
