import { useEntity } from '@backstage/plugin-catalog-react';
import { useEntityTraffic } from '../../data/useEntityTraffic';
import { useTrafficText } from '../../translation/useTrafficText';
import { FailureNotice, OutdatedNotice } from '../states/FailureNotice';
import { PanelSkeleton } from '../states/PanelSkeleton';
import { TrafficOverview } from './TrafficOverview';
import { TrafficPanel } from './TrafficPanel';
import styles from './EntityTrafficContent.module.css';

/** The tab "Traffic" of an entity: which URLs reach it, what it depends on, and how sure that is. */
export function EntityTrafficContent() {
  const { entity } = useEntity();
  const { state, retry } = useEntityTraffic(entity);
  switch (state.status) {
    case 'pending':
      return (
        <div className={styles.page}>
          <LoadingPanels />
        </div>
      );
    case 'error':
      return (
        <div className={styles.page}>
          <FailureNotice
            failure={state.failure}
            isReading={state.isReading}
            onRetry={retry}
          />
        </div>
      );
    default:
      return (
        <div className={styles.page}>
          {state.failure !== undefined && (
            <OutdatedNotice
              readAt={state.readAt}
              failure={state.failure}
              isReading={state.isReading}
              onRetry={retry}
            />
          )}
          <TrafficOverview
            traffic={state.data}
            entityName={entity.metadata.name}
          />
        </div>
      );
  }
}

function LoadingPanels() {
  const t = useTrafficText();
  return (
    <>
      <PanelSkeleton panel={t('panel.freshness')} rows={1} />
      <PanelSkeleton panel={t('panel.summary')} rows={3} />
      <TrafficPanel title={t('panel.waysIn')}>
        <PanelSkeleton panel={t('panel.waysIn')} rows={5} />
      </TrafficPanel>
      <TrafficPanel title={t('panel.waysOut')}>
        <PanelSkeleton panel={t('panel.waysOut')} rows={5} />
      </TrafficPanel>
    </>
  );
}
