import type { EntityTraffic } from '@portolan/plugin-traffic-common';
import { PERMISSIONS, groupDependencies } from '../../model/groupDependencies';
import { useTrafficText } from '../../translation/useTrafficText';
import { ClusterTags } from '../shared/ClusterTags';
import { PermissionWord } from '../shared/StatusWord';
import { EmptyNotice } from '../states/EmptyNotice';
import { DestinationCell } from '../waysOut/DestinationCell';
import { TrafficCard } from './TrafficCard';

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
        verdict: <PermissionWord permission={permission} />,
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

function listDependencies({ dependencies }: EntityTraffic) {
  return groupDependencies(dependencies).sort(
    (a, b) =>
      PERMISSIONS.indexOf(a.permission) - PERMISSIONS.indexOf(b.permission),
  );
}
