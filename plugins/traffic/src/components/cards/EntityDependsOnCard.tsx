import type {
  Dependency,
  EntityTraffic,
} from '@portolan/plugin-traffic-common';
import { PERMISSIONS, groupDependencies } from '../../model/groupDependencies';
import { worstOf } from '../../model/worst';
import {
  useTrafficText,
  type TrafficText,
} from '../../translation/useTrafficText';
import { ClusterTags } from '../shared/ClusterTags';
import { PermissionWord } from '../shared/StatusWord';
import { EmptyNotice } from '../states/EmptyNotice';
import { DestinationCell } from '../waysOut/DestinationCell';
import { TrafficCard } from './TrafficCard';
import styles from './TrafficCard.module.css';

/** What says most first: seen or written down anywhere is seen or written down. */
const OBSERVATIONS = ['yes', 'unknown', 'no', 'no-telemetry'] as const;
const DECLARATIONS = ['yes', 'unknown', 'no'] as const;

/** The card "Depends on": the first five ways out with their verdicts, what needs attention first. */
export function EntityDependsOnCard(props: { tabHref?: string }) {
  const t = useTrafficText();
  return (
    <TrafficCard
      title={t('panel.dependsOn')}
      question="ways-out"
      tabHref={props.tabHref}
      listRows={listDependencies}
      renderRow={({ dependencies, permission }) => ({
        subject: (
          <>
            <DestinationCell dependency={dependencies[0]} />
            <ClusterTags clusters={dependencies.map(each => each.cluster)} />
          </>
        ),
        verdict: (
          <>
            <PermissionWord permission={permission} />
            <div className={styles.note}>
              {describeAnswers(t, dependencies)}
            </div>
          </>
        ),
      })}
      renderLink={hidden =>
        hidden > 0
          ? t('card.dependsOn.more', { count: hidden })
          : t('card.dependsOn.all')
      }
      empty={
        <EmptyNotice
          title={t('waysOut.empty.title')}
          description={t('waysOut.empty.description')}
        />
      }
    />
  );
}

/** The other two answers and the hairpin, in a few words. */
function describeAnswers(
  t: TrafficText,
  dependencies: readonly Dependency[],
): string {
  const observed = worstOf(
    dependencies.map(each => each.observed.answer),
    OBSERVATIONS,
  );
  const declared = worstOf(
    dependencies.map(each => each.declared.answer),
    DECLARATIONS,
  );
  return [
    t(`waysOut.declared.${declared}`),
    t(`waysOut.observed.${observed}`),
    ...(dependencies.some(({ hairpin = [] }) => hairpin.length > 0)
      ? [t('card.hairpin')]
      : []),
  ].join(', ');
}

function listDependencies({ dependencies }: EntityTraffic) {
  return groupDependencies(dependencies).sort(
    (a, b) =>
      PERMISSIONS.indexOf(a.permission) - PERMISSIONS.indexOf(b.permission),
  );
}
