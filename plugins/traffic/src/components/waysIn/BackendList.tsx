import type { Backend, Route } from '@portolan/plugin-traffic-common';
import {
  useTrafficText,
  type TrafficText,
} from '../../translation/useTrafficText';
import { BreakableText } from '../shared/BreakableText';
import {
  renderBackendName,
  renderBackendState,
  renderPercent,
  renderRedirect,
} from './renderRoute';
import styles from './BackendList.module.css';

/** Where requests go: a bar of the weights, and each backend with its endpoints in words. */
export function BackendList({ route }: { route: Route }) {
  const t = useTrafficText();
  const { backends, redirect } = route;
  if (backends.length === 0) {
    return (
      <span>
        {redirect ? renderRedirect(t, redirect, route) : t('waysIn.noBackends')}
      </span>
    );
  }
  return (
    <div>
      {redirect && <div>{renderRedirect(t, redirect, route)}</div>}
      {backends.length > 1 && <WeightBar backends={backends} />}
      <ul className={styles.list}>
        {backends.map(backend => (
          <li
            key={`${backend.provenance.path} ${renderBackendName(t, backend)}`}
          >
            {backends.length > 1 && (
              <>
                {t('backend.share', { percent: renderPercent(backend.share) })}{' '}
              </>
            )}
            <span className={styles.name}>
              <BreakableText text={renderBackendName(t, backend)} />
            </span>
            <div className={styles.state}>{renderBackendState(t, backend)}</div>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** Equal for routes whose backends read the same. */
export function backendsKey(t: TrafficText, route: Route): string {
  return JSON.stringify([
    route.redirect,
    route.backends.map(backend => [
      renderBackendName(t, backend),
      renderPercent(backend.share),
      renderBackendState(t, backend),
    ]),
  ]);
}

function WeightBar({ backends }: { backends: readonly Backend[] }) {
  const t = useTrafficText();
  const parts = backends
    .map(backend =>
      t('backend.barPart', {
        name: renderBackendName(t, backend),
        percent: renderPercent(backend.share),
      }),
    )
    .join(', ');
  return (
    <div
      className={styles.bar}
      role="img"
      aria-label={t('backend.barLabel', { parts })}
    >
      {backends
        .filter(({ share }) => share > 0)
        .map(backend => (
          <span
            key={backend.provenance.path}
            className={`${styles.segment} ${styles[conditionOf(backend)]}`}
            style={{ flexGrow: backend.share, flexBasis: 0 }}
          />
        ))}
    </div>
  );
}

function conditionOf({ state, endpoints }: Backend) {
  if (state === 'unknown' || endpoints.state === 'unknown') {
    return 'doubtful';
  }
  const isServed =
    state === 'resolved' &&
    (endpoints.state === 'external' ||
      (endpoints.state === 'known' && endpoints.ready > 0));
  return isServed ? 'good' : 'broken';
}
