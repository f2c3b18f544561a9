import { internetAuthenticationOf } from '../../model/authentication';
import { standingOfGroup } from '../../model/certificateStanding';
import type { RouteGroup } from '../../model/groupRoutes';
import { useNow } from '../../time/useNow';
import { useTrafficText } from '../../translation/useTrafficText';
import { RouteStateWord } from '../shared/StatusWord';
import styles from './TrafficCard.module.css';

/** The verdict on a URL with, in a few words, what a glance should not miss: its certificate and who guards it. */
export function UrlVerdict({ group }: { group: RouteGroup }) {
  const t = useTrafficText();
  const nowMs = useNow();
  const standing = standingOfGroup(group, nowMs);
  const authentication = internetAuthenticationOf(group);
  return (
    <>
      <RouteStateWord state={group.state} />
      {authentication && (
        <div className={styles.note}>
          {t(`card.authentication.${authentication}`)}
        </div>
      )}
      {standing && standing !== 'valid' && standing !== 'not-known' && (
        <div className={styles.note}>{t(`card.certificate.${standing}`)}</div>
      )}
    </>
  );
}
