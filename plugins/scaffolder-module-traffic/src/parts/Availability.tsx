import { Alert } from '@backstage/ui';
import type {
  RouteConflict,
  RouteEffect,
} from '@portolan/plugin-traffic-common';
import type { Answer } from '../data/Answer';
import { useFieldText, type FieldText } from '../translation/useFieldText';
import { FailureAlert } from './FailureAlert';
import styles from './form.module.css';

/** Whether the hosts are free, what the API would refuse, and which other route is in the way; it is read out as it changes. */
export function Availability(props: {
  effect: Answer<RouteEffect>;
  onRetry: () => void;
}) {
  const { effect, onRetry } = props;
  const t = useFieldText();
  return (
    <div role="status" aria-label={t('availability.title')}>
      {effect.status === 'pending' && (
        <span className={styles.note}>{t('availability.checking')}</span>
      )}
      {effect.status === 'error' && (
        <FailureAlert failure={effect.failure} onRetry={onRetry} />
      )}
      {effect.status === 'ready' && <Verdict effect={effect.value} />}
    </div>
  );
}

function Verdict({ effect }: { effect: RouteEffect }) {
  const t = useFieldText();
  const { refusals, conflicts, routes } = effect;
  const urls = [...routes.created, ...routes.changed].map(({ url }) => url);
  const isTaken = conflicts.some(({ kind }) => kind === 'same-match');
  const trouble = [
    ...refusals.map(({ path, message }) =>
      t('availability.refusal', { path, message }),
    ),
    ...conflicts.map(conflict => describeConflict(t, conflict)),
  ];
  if (trouble.length > 0) {
    return (
      <Alert
        status={isTaken || refusals.length > 0 ? 'danger' : 'warning'}
        icon
        description={
          <ul className={styles.list}>
            {[...new Set(trouble)].map(sentence => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
        }
      />
    );
  }
  return (
    <span>
      {urls.length > 0
        ? t('availability.free', { url: [...new Set(urls)].join(', ') })
        : t('availability.noUrl')}
    </span>
  );
}

/** Names the other route and its cluster. */
export function describeConflict(
  t: FieldText,
  conflict: RouteConflict,
): string {
  const { kind, url, route } = conflict;
  const name = `${route.kind} ${route.namespace}/${route.name}`;
  return t(
    kind === 'same-match' ? 'availability.sameMatch' : 'availability.sameHost',
    { replace: { url, route: name, cluster: route.cluster } },
  );
}
