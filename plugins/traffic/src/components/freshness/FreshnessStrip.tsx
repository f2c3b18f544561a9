import { Button, DialogTrigger, Popover, Text } from '@backstage/ui';
import {
  RiCheckboxCircleLine,
  RiErrorWarningLine,
  RiLoader4Line,
  RiQuestionLine,
  RiTimeLine,
} from '@remixicon/react';
import type { ClusterFreshness } from '@portolan/plugin-traffic-common';
import {
  listMissingKnowledge,
  type MissingKnowledge,
} from '../../model/missingKnowledge';
import { useNow } from '../../time/useNow';
import {
  useTrafficText,
  type TrafficText,
} from '../../translation/useTrafficText';
import { renderProblem } from '../shared/renderProblem';
import { renderSpan } from '../shared/renderTime';
import { ClusterKinds } from './ClusterKinds';
import styles from './FreshnessStrip.module.css';

const ICONS = {
  live: RiCheckboxCircleLine,
  partial: RiErrorWarningLine,
  stale: RiTimeLine,
  pending: RiLoader4Line,
  unavailable: RiQuestionLine,
} as const;

/** One chip per cluster that says how fresh its facts are; pressed, it tells about each kind. */
export function FreshnessStrip(props: {
  clusters: readonly ClusterFreshness[];
}) {
  const t = useTrafficText();
  const nowMs = useNow();
  if (props.clusters.length === 0) {
    return (
      <Text as="p" variant="body-medium">
        {t('cluster.none')}
      </Text>
    );
  }
  return (
    <ul className={styles.strip} aria-label={t('panel.freshness')}>
      {props.clusters.map(cluster => {
        const Icon = ICONS[cluster.state];
        return (
          <li key={cluster.name}>
            <DialogTrigger>
              <Button
                size="small"
                variant="secondary"
                className={styles.chip}
                iconStart={
                  <Icon
                    aria-hidden
                    className={`${styles.icon} ${styles[cluster.state]}`}
                  />
                }
              >
                {renderFreshness(t, cluster, nowMs)}
              </Button>
              <Popover>
                <ClusterKinds cluster={cluster} />
              </Popover>
            </DialogTrigger>
          </li>
        );
      })}
    </ul>
  );
}

/** `prod-us stale 14 min: cannot be reached`. */
function renderFreshness(
  t: TrafficText,
  cluster: ClusterFreshness,
  nowMs: number,
): string {
  const { name, state, since, problem } = cluster;
  const why = problem && renderProblem(t, problem);
  switch (state) {
    case 'live':
      return t('cluster.live', { cluster: name });
    case 'pending':
      return t('cluster.pending', { cluster: name });
    case 'partial': {
      const [first] = listMissingKnowledge([cluster]);
      return first
        ? t('cluster.partial', { cluster: name, why: renderGap(t, first) })
        : t('cluster.partialBare', { cluster: name });
    }
    case 'stale': {
      const span = since ? renderSpan(t, since, nowMs) : t('time.notKnown');
      return why
        ? t('cluster.stale', { cluster: name, span, why })
        : t('cluster.staleBare', { cluster: name, span });
    }
    default:
      return why
        ? t('cluster.unavailable', { cluster: name, why })
        : t('cluster.unavailableBare', { cluster: name });
  }
}

const NAMED_KINDS = 2;

/** What a cluster has not told us, in a few words. */
function renderGap(t: TrafficText, gap: MissingKnowledge): string {
  if (!('kinds' in gap)) {
    return t('cluster.why.namespacesOnly');
  }
  const named = gap.kinds.slice(0, NAMED_KINDS).join(', ');
  const others = gap.kinds.length - NAMED_KINDS;
  const kinds =
    others > 0
      ? t('cluster.why.kindsMore', { kinds: named, number: String(others) })
      : named;
  switch (gap.what) {
    case 'denied-kinds':
      return gap.problem.reason === 'forbidden'
        ? t('cluster.why.deniedKinds', { kinds })
        : t('cluster.why.failedKinds', {
            kinds,
            why: renderProblem(t, gap.problem),
          });
    case 'pending-kinds':
      return t('cluster.why.pendingKinds', { kinds });
    default:
      return t('cluster.why.staleKinds', { kinds });
  }
}
