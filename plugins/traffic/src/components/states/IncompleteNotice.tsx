import { Text } from '@backstage/ui';
import { RiErrorWarningLine } from '@remixicon/react';
import type { ClusterFreshness } from '@portolan/plugin-traffic-common';
import {
  listMissingKnowledge,
  type MissingKnowledge,
  type Question,
} from '../../model/missingKnowledge';
import { useNow } from '../../time/useNow';
import {
  useTrafficText,
  type TrafficText,
} from '../../translation/useTrafficText';
import { renderProblem } from '../shared/renderProblem';
import { renderSpan } from '../shared/renderTime';
import styles from './IncompleteNotice.module.css';

/** Says what may be missing from a list because it could not be looked at; nothing when all is known. */
export function IncompleteNotice(props: {
  clusters: readonly ClusterFreshness[];
  question?: Question;
}) {
  const t = useTrafficText();
  const nowMs = useNow();
  const missing = listMissingKnowledge(props.clusters, props.question);
  if (missing.length === 0) {
    return null;
  }
  return (
    <div className={styles.root} role="note">
      <RiErrorWarningLine className={styles.icon} aria-hidden />
      <div>
        <Text as="p" weight="bold" variant="body-medium">
          {t('incomplete.title')}
        </Text>
        <ul>
          {missing.map(item => {
            const sentence = renderMissing(t, item, nowMs);
            return <li key={sentence}>{sentence}</li>;
          })}
        </ul>
      </div>
    </div>
  );
}

function renderMissing(
  t: TrafficText,
  missing: MissingKnowledge,
  nowMs: number,
): string {
  const { cluster } = missing;
  switch (missing.what) {
    case 'unavailable':
      return t('incomplete.unavailable', {
        cluster,
        why: missing.problem
          ? renderProblem(t, missing.problem)
          : t('permitted.unknown'),
      });
    case 'pending':
      return t('incomplete.pending', { cluster });
    case 'stale':
      return t('incomplete.stale', {
        cluster,
        span: renderSpan(t, missing.since, nowMs),
        why: missing.problem
          ? renderProblem(t, missing.problem)
          : t('problem.unreachable'),
      });
    case 'denied-kinds':
      return t('incomplete.deniedKinds', {
        cluster,
        kinds: missing.kinds.join(', '),
        why: renderProblem(t, missing.problem),
      });
    case 'pending-kinds':
      return t('incomplete.pendingKinds', {
        cluster,
        kinds: missing.kinds.join(', '),
      });
    case 'stale-kinds':
      return t('incomplete.staleKinds', {
        cluster,
        kinds: missing.kinds.join(', '),
        span: renderSpan(t, missing.since, nowMs),
        why: renderProblem(t, missing.problem),
      });
    default:
      return t('incomplete.namespacesOnly', {
        cluster,
        namespaces: missing.namespaces.join(', '),
      });
  }
}
