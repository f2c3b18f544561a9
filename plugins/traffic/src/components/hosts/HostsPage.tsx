import { Container } from '@backstage/ui';
import { useHosts } from '../../data/useHosts';
import { useTrafficText } from '../../translation/useTrafficText';
import { FailureNotice, OutdatedNotice } from '../states/FailureNotice';
import { PanelSkeleton } from '../states/PanelSkeleton';
import { TrafficPanel } from '../tab/TrafficPanel';
import { HostsOverview } from './HostsOverview';
import styles from './HostsPage.module.css';

/** The page of all hosts: whose each one is, where it is served and how it does. */
export function HostsPage() {
  const t = useTrafficText();
  const { state, isReading, retry } = useHosts();
  return (
    <Container>
      <main className={styles.page}>
        {state.status === 'pending' && (
          <TrafficPanel title={t('hosts.title')}>
            <PanelSkeleton panel={t('hosts.title')} rows={8} />
          </TrafficPanel>
        )}
        {state.status === 'error' && (
          <FailureNotice
            failure={state.failure}
            isReading={isReading}
            onRetry={retry}
            forbidden={t('hosts.forbidden')}
          />
        )}
        {state.status === 'data' && (
          <>
            {state.failure !== undefined && (
              <OutdatedNotice
                readAt={state.readAt}
                failure={state.failure}
                isReading={isReading}
                onRetry={retry}
              />
            )}
            <HostsOverview list={state.data} />
          </>
        )}
      </main>
    </Container>
  );
}
