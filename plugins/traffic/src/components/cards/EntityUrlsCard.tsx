import type { EntityTraffic } from '@portolan/plugin-traffic-common';
import { ROUTE_STATES, groupRoutes } from '../../model/groupRoutes';
import { useTrafficText } from '../../translation/useTrafficText';
import { ClusterTags } from '../shared/ClusterTags';
import { EmptyNotice } from '../states/EmptyNotice';
import { UrlText } from '../waysIn/UrlCell';
import { TrafficCard } from './TrafficCard';
import { UrlVerdict } from './UrlVerdict';

/** The card "URLs": the first five ways in with their verdicts, what needs attention first. */
export function EntityUrlsCard(props: { tabHref?: string }) {
  const t = useTrafficText();
  return (
    <TrafficCard
      title={t('panel.urls')}
      question="ways-in"
      tabHref={props.tabHref}
      listRows={listUrls}
      renderRow={group => ({
        subject: (
          <>
            <UrlText group={group} />
            <ClusterTags clusters={group.routes.map(route => route.cluster)} />
          </>
        ),
        verdict: <UrlVerdict group={group} />,
      })}
      renderLink={hidden =>
        hidden > 0 ? t('card.urls.more', { count: hidden }) : t('card.urls.all')
      }
      empty={
        <EmptyNotice
          title={t('waysIn.empty.title')}
          description={t('waysIn.empty.description')}
        />
      }
    />
  );
}

function listUrls({ routes }: EntityTraffic) {
  return groupRoutes(routes).sort(
    (a, b) => ROUTE_STATES.indexOf(a.state) - ROUTE_STATES.indexOf(b.state),
  );
}
