import { Alert, Button } from '@backstage/ui';
import { describeFailure } from '../data/describeFailure';
import { useFieldText } from '../translation/useFieldText';

/** Why the backend gave no answer, with a way to ask again; for a refusal there is none. */
export function FailureAlert(props: { failure: unknown; onRetry: () => void }) {
  const t = useFieldText();
  const { kind, sentence } = describeFailure(t, props.failure);
  return (
    <div role="alert">
      <Alert
        status={kind === 'refused' ? 'warning' : 'danger'}
        icon
        title={t(
          kind === 'refused' ? 'failure.titleRefused' : 'failure.titleFailed',
        )}
        description={sentence}
        customActions={
          kind === 'failed' && (
            <Button size="small" variant="secondary" onPress={props.onRetry}>
              {t('action.retry')}
            </Button>
          )
        }
      />
    </div>
  );
}
