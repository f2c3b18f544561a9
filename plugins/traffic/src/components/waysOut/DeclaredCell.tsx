import type { Dependency, Evidence } from '@portolan/plugin-traffic-common';
import {
  useTrafficText,
  type TrafficText,
} from '../../translation/useTrafficText';
import { BreakableText } from '../shared/BreakableText';
import { DeclarationWord } from '../shared/AnswerWord';
import { renderWitness } from './renderAnswers';
import styles from './DestinationCell.module.css';

const SHOWN = 2;

/** Whether somebody wrote the dependency down, who, and what was found there. */
export function DeclaredCell({ dependency }: { dependency: Dependency }) {
  const t = useTrafficText();
  const { declared } = dependency;
  const witnesses = listWitnesses(dependency);
  const hidden = witnesses.length - SHOWN;
  return (
    <>
      <DeclarationWord answer={declared.answer} />
      {witnesses.slice(0, SHOWN).map((evidence, index) => (
        <div key={index} className={styles.line}>
          {t(`waysOut.rung.${evidence.rung}`)}
          {': '}
          <BreakableText text={renderWitness(evidence)} />
          {evidence.detail && (
            <div className={styles.detail}>
              <BreakableText text={evidence.detail} />
            </div>
          )}
        </div>
      ))}
      {hidden > 0 && (
        <div className={styles.line}>{t('count.more', { count: hidden })}</div>
      )}
    </>
  );
}

/** Equal for dependencies whose evidence reads the same. */
export function declaredKey(t: TrafficText, dependency: Dependency): string {
  return JSON.stringify([
    dependency.declared.answer,
    listWitnesses(dependency).map(evidence => [
      t(`waysOut.rung.${evidence.rung}`),
      renderWitness(evidence),
      evidence.detail,
    ]),
  ]);
}

/** The evidence but for telemetry, which has a column of its own, each once. */
function listWitnesses({ evidence }: Dependency): Evidence[] {
  const found = new Map<string, Evidence>();
  for (const each of evidence) {
    const key = [each.rung, renderWitness(each), each.detail].join('\n');
    if (each.rung !== 'observed' && !found.has(key)) {
      found.set(key, each);
    }
  }
  return [...found.values()];
}
