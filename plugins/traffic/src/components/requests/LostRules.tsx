import type { RequestAnswer } from '@portolan/plugin-traffic-common';
import { useTrafficText } from '../../translation/useTrafficText';
import { ObjectField } from '../shared/ObjectField';
import { QuietText } from '../shared/QuietText';
import { renderLoss } from './renderAnswer';
import styles from './RequestPanel.module.css';

/** The rules that did not get the request, each with the reason; the nearest first. */
export function LostRules({ answer }: { answer: RequestAnswer }) {
  const { runnersUp, moreRunnersUp } = answer;
  const t = useTrafficText();
  if (runnersUp.length === 0 && moreRunnersUp === undefined) {
    return null;
  }
  return (
    <details className={styles.lost}>
      <summary>
        {t('request.lost.title', {
          count: runnersUp.length + (moreRunnersUp ?? 0),
        })}
      </summary>
      <ul className={styles.losers}>
        {runnersUp.map(rule => (
          <li
            key={JSON.stringify([
              rule.object,
              rule.ruleIndex,
              rule.matchIndex,
              rule.lostBy,
            ])}
          >
            <ObjectField at={rule.provenance} />
            <div className={styles.reason}>{renderLoss(t, rule)}</div>
          </li>
        ))}
      </ul>
      {moreRunnersUp !== undefined && (
        <QuietText size="small">
          {t('request.lost.more', { number: String(moreRunnersUp) })}
        </QuietText>
      )}
    </details>
  );
}
