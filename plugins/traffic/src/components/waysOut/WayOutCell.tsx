import type { Dependency } from '@portolan/plugin-traffic-common';
import {
  useTrafficText,
  type TrafficText,
} from '../../translation/useTrafficText';
import { BreakableText } from '../shared/BreakableText';
import { ToneWord } from '../shared/StatusWord';
import {
  renderSourceAddress,
  renderTlsOrigination,
  renderVia,
} from './renderAnswers';
import styles from './DestinationCell.module.css';

/** How connections leave, as whom, and the TLS that is added on the way. */
export function WayOutCell({ dependency }: { dependency: Dependency }) {
  const t = useTrafficText();
  const tls = renderTlsOrigination(t, dependency);
  return (
    <>
      <BreakableText text={renderVia(t, dependency)} />
      <div className={styles.line}>
        <BreakableText text={renderSourceAddress(t, dependency)} />
      </div>
      {tls &&
        (dependency.tls?.verifies === false ? (
          <ToneWord tone="warning">{tls}</ToneWord>
        ) : (
          <div className={styles.line}>{tls}</div>
        ))}
    </>
  );
}

/** Equal for dependencies that leave the same way. */
export function wayOutKey(t: TrafficText, dependency: Dependency): string {
  return [
    renderVia(t, dependency),
    renderSourceAddress(t, dependency),
    renderTlsOrigination(t, dependency),
  ].join('\n');
}
