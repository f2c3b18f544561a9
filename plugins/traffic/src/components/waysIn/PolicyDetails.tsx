import type { RoutePolicy } from '@portolan/plugin-traffic-common';
import { useTrafficText } from '../../translation/useTrafficText';
import { Lines } from '../shared/Facts';
import { ObjectField } from '../shared/ObjectField';
import { PolicyStatusLines } from './PolicyStatusLines';
import styles from './PolicyBadges.module.css';

/** Each policy of a route: what it does, whether it is in force, what sets it, what overrides it and what becomes of its object. */
export function PolicyDetails(props: { policies: readonly RoutePolicy[] }) {
  const t = useTrafficText();
  if (props.policies.length === 0) {
    return <>{t('policy.none')}</>;
  }
  return (
    <Lines
      lines={props.policies.map((policy, index) => (
        <PolicyLines key={index} policy={policy} />
      ))}
    />
  );
}

function PolicyLines({ policy }: { policy: RoutePolicy }) {
  const t = useTrafficText();
  const { aspect, summary, state, setBy, by, status } = policy;
  return (
    <>
      <strong>{t(`policy.aspect.${aspect}`)}</strong>
      <div>{summary}</div>
      {state !== 'in-force' && <div>{t(`policy.state.${state}`)}</div>}
      {by && (
        <div>
          {t('policy.overriddenBy')} <ObjectField at={by} />
        </div>
      )}
      <div className={styles.note}>
        {t('policy.setBy')} <ObjectField at={setBy} />
      </div>
      {status && <PolicyStatusLines status={status} />}
    </>
  );
}
