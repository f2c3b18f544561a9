import { Badge } from '@backstage/ui';
import type { Route } from '@portolan/plugin-traffic-common';
import { useTrafficText } from '../../translation/useTrafficText';
import { summarizePolicies } from '../../model/summarizePolicies';
import styles from './PolicyBadges.module.css';

/** What is set for a route, a badge per aspect, and how many fields were seen and not translated. */
export function PolicyBadges({ route }: { route: Route }) {
  const t = useTrafficText();
  const { notInterpreted } = route;
  const aspects = summarizePolicies(route.policies);
  if (aspects.length === 0 && notInterpreted.length === 0) {
    return <span className={styles.note}>{t('policy.none')}</span>;
  }
  return (
    <>
      {aspects.length > 0 && (
        <ul className={styles.list} aria-label={t('policy.label')}>
          {aspects.map(({ aspect, state, summaries }) => (
            <li key={aspect} title={summaries.join('\n')}>
              <Badge
                size="small"
                className={`${styles.badge} ${
                  state === 'in-force' ? '' : styles.off
                }`}
              >
                {state === 'in-force'
                  ? t(`policy.aspect.${aspect}`)
                  : t('policy.withState', {
                      aspect: t(`policy.aspect.${aspect}`),
                      state: t(`policy.shortState.${state}`),
                    })}
              </Badge>
            </li>
          ))}
        </ul>
      )}
      {notInterpreted.length > 0 && (
        <div className={styles.note}>
          {t('policy.notInterpreted', { count: notInterpreted.length })}
        </div>
      )}
    </>
  );
}

/** Equal for routes whose policies read the same in a row. */
export function policiesKey({ policies, notInterpreted }: Route): string {
  return JSON.stringify([summarizePolicies(policies), notInterpreted.length]);
}
