import { Text } from '@backstage/ui';
import type { ClusterFreshness } from '@portolan/plugin-traffic-common';
import { pluralOf } from '../../model/missingKnowledge';
import { useNow } from '../../time/useNow';
import { useTrafficText } from '../../translation/useTrafficText';
import { renderExactTime } from '../shared/renderTime';
import { renderKindStatus } from '../shared/renderProblem';
import styles from './FreshnessStrip.module.css';

/** What is known of each kind of one cluster, in words. */
export function ClusterKinds({ cluster }: { cluster: ClusterFreshness }) {
  const t = useTrafficText();
  const nowMs = useNow();
  const { name, title, since, problem, kinds } = cluster;
  const exactTime = since && renderExactTime(since);
  return (
    <div className={styles.kinds}>
      <Text as="p" variant="body-medium" weight="bold">
        {title === name ? name : `${title} (${name})`}
      </Text>
      {problem && (
        <Text as="p" variant="body-medium">
          {problem.message}
        </Text>
      )}
      {exactTime && (
        <Text as="p" variant="body-medium">
          {t('cluster.since', { time: exactTime })}
        </Text>
      )}
      <dl>
        {kinds.map(({ group, kind, status }) => (
          <div key={`${group}/${kind}`} style={{ display: 'contents' }}>
            <dt>{pluralOf(kind)}</dt>
            <dd>
              {renderKindStatus(t, status, nowMs)}
              {'problem' in status && status.problem && !problem && (
                <div>{status.problem.message}</div>
              )}
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
