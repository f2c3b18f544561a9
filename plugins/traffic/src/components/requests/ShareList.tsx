import type { RequestShare } from '@portolan/plugin-traffic-common';
import { useTrafficText } from '../../translation/useTrafficText';
import { BreakableText } from '../shared/BreakableText';
import { renderPercent } from '../waysIn/renderRoute';
import { renderShareName, renderShareOutcome } from './renderAnswer';
import styles from './RequestPanel.module.css';

/** Which part of the requests each backend gets: a bar of the weights, and the same in words. */
export function ShareList({ shares }: { shares: readonly RequestShare[] }) {
  const t = useTrafficText();
  const keyed = shares.map((share, index) => ({
    share,
    key: `${index} ${renderShareName(share)}`,
  }));
  const parts = shares
    .map(share =>
      t('request.share.part', {
        name: renderShareName(share),
        percent: renderPercent(share.share),
      }),
    )
    .join(', ');
  return (
    <div>
      {shares.length > 1 && (
        <div
          className={styles.bar}
          role="img"
          aria-label={t('request.share.label', { parts })}
        >
          {keyed
            .filter(({ share }) => share.share > 0)
            .map(({ share, key }) => (
              <span
                key={key}
                className={`${styles.segment} ${styles[share.outcome]}`}
                style={{ flexGrow: share.share, flexBasis: 0 }}
              />
            ))}
        </div>
      )}
      <ul className={styles.shares}>
        {keyed.map(({ share, key }) => (
          <li key={key}>
            {t('request.share.percent', {
              percent: renderPercent(share.share),
            })}{' '}
            <strong>
              <BreakableText text={renderShareName(share)} />
            </strong>
            <div className={styles.reason}>
              <BreakableText text={renderShareOutcome(t, share)} />
            </div>
          </li>
        ))}
      </ul>
    </div>
  );
}
