import { RiLockLine, RiLockUnlockLine } from '@remixicon/react';
import type { Certificate, Tls } from '@portolan/plugin-traffic-common';
import {
  standingOf,
  type CertificateStanding,
} from '../../model/certificateStanding';
import { useNow } from '../../time/useNow';
import {
  useTrafficText,
  type TrafficText,
} from '../../translation/useTrafficText';
import { BreakableText } from '../shared/BreakableText';
import { renderExactTime } from '../shared/renderTime';
import { ToneWord, type Tone } from '../shared/StatusWord';
import {
  renderCertificateName,
  renderCertificateState,
} from './renderCertificate';
import styles from './TlsCell.module.css';

/** The standings that call for something to be done, and how they look. */
const TROUBLE: Partial<Record<CertificateStanding, Tone>> = {
  expired: 'negative',
  missing: 'negative',
  'wrong-host': 'negative',
  expiring: 'warning',
};

/** How TLS is handled and which certificate is named, with what is known of it. */
export function TlsCell({ tls }: { tls: Tls }) {
  const t = useTrafficText();
  const Icon = tls.mode === 'none' ? RiLockUnlockLine : RiLockLine;
  return (
    <div className={styles.root}>
      <Icon aria-hidden />
      <div>
        {t(`tls.${tls.mode}`)}
        {tls.certificates.map((certificate, index) => (
          <CertificateLine
            key={`${index} ${renderCertificateName(t, certificate)}`}
            certificate={certificate}
          />
        ))}
      </div>
    </div>
  );
}

/** Equal for routes whose TLS reads the same, but for how much time is left. */
export function tlsKey(t: TrafficText, { mode, certificates }: Tls): string {
  return JSON.stringify([
    mode,
    certificates.map(certificate => [
      renderCertificateName(t, certificate),
      certificate.state,
      certificate.facts?.notAfter,
      certificate.covers,
    ]),
  ]);
}

/** One certificate: its name, its end, and what is wrong with it. */
function CertificateLine({ certificate }: { certificate: Certificate }) {
  const t = useTrafficText();
  const nowMs = useNow();
  const tone = TROUBLE[standingOf(certificate, nowMs)];
  const { facts, covers } = certificate;
  const state = (
    <span title={facts && renderExactTime(facts.notAfter)}>
      {renderCertificateState(t, certificate, nowMs)}
    </span>
  );
  return (
    <div className={styles.certificate}>
      <BreakableText text={`${renderCertificateName(t, certificate)}: `} />
      {tone && covers !== false ? (
        <ToneWord tone={tone}>{state}</ToneWord>
      ) : (
        state
      )}
      {covers === false && (
        <div>
          <ToneWord tone="negative">{t('tls.wrongHost')}</ToneWord>
        </div>
      )}
    </div>
  );
}
