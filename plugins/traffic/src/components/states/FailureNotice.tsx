import { Alert, Button } from '@backstage/ui';
import { classifyFailure } from '../../data/classifyFailure';
import { useTrafficText } from '../../translation/useTrafficText';
import { useNow } from '../../time/useNow';
import { renderFailure } from '../shared/renderFailure';
import { renderSpan } from '../shared/renderTime';

/** Nothing could be read: what failed, what to do, and a way to try again. */
export function FailureNotice(props: {
  failure: unknown;
  isReading: boolean;
  onRetry: () => void;
  /** What to say to a reader without the right, where it is not the right to one entity. */
  forbidden?: string;
}) {
  const { failure, isReading, onRetry, forbidden } = props;
  const t = useTrafficText();
  const isForbidden = classifyFailure(failure).kind === 'forbidden';
  return (
    <Alert
      role="alert"
      status="danger"
      icon
      title={t('failure.title')}
      description={
        forbidden && isForbidden ? forbidden : renderFailure(t, failure)
      }
      customActions={
        <Button
          size="small"
          variant="secondary"
          isPending={isReading}
          onPress={onRetry}
        >
          {t('action.retry')}
        </Button>
      }
    />
  );
}

/** The last data is shown because reading again failed: since when, why, and a way to try again. */
export function OutdatedNotice(props: {
  readAt: string;
  failure: unknown;
  isReading: boolean;
  onRetry: () => void;
}) {
  const { readAt, failure, isReading, onRetry } = props;
  const t = useTrafficText();
  const nowMs = useNow();
  return (
    <Alert
      role="status"
      status="warning"
      icon
      title={t('outdated.title', { span: renderSpan(t, readAt, nowMs) })}
      description={t('outdated.description', {
        failure: renderFailure(t, failure),
      })}
      customActions={
        <Button
          size="small"
          variant="secondary"
          isPending={isReading}
          onPress={onRetry}
        >
          {t('action.retry')}
        </Button>
      }
    />
  );
}
