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
      <div className={styles.line}>{renderSourceAddress(t, dependency)}</div>
      {tls && (
        <div className={styles.line}>
          {tls.mode}
          {tls.verification && (
            <div>
              {dependency.tls?.verifies === false ? (
                <ToneWord tone="warning">{tls.verification}</ToneWord>
              ) : (
                tls.verification
              )}
            </div>
          )}
        </div>
      )}
    </>
  );
}

/** Equal for dependencies that leave the same way. */
export function wayOutKey(t: TrafficText, dependency: Dependency): string {
  return JSON.stringify([
    renderVia(t, dependency),
    renderSourceAddress(t, dependency),
    renderTlsOrigination(t, dependency),
  ]);
}
