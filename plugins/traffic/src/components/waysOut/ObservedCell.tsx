import type { Dependency } from '@portolan/plugin-traffic-common';
import { useNow } from '../../time/useNow';
import { useTrafficText } from '../../translation/useTrafficText';
import { ObservationWord } from '../shared/AnswerWord';
import { ToneWord } from '../shared/StatusWord';
import { renderObservation } from './renderAnswers';
import styles from './DestinationCell.module.css';

/** Whether telemetry saw it, how much of it and when, or why that is not known. */
export function ObservedCell({ dependency }: { dependency: Dependency }) {
  const t = useTrafficText();
  const nowMs = useNow();
  const { observed } = dependency;
  return (
    <>
      <ObservationWord answer={observed.answer} />
      {observed.refused && (
        <div>
          <ToneWord tone="negative">{t('waysOut.observed.refused')}</ToneWord>
        </div>
      )}
      {renderObservation(t, observed, nowMs).map(line => (
        <div key={line} className={styles.line}>
          {line}
        </div>
      ))}
    </>
  );
}

/** Equal for dependencies that telemetry says the same of. */
export function observedKey({ observed }: Dependency): string {
  return JSON.stringify(observed);
}
