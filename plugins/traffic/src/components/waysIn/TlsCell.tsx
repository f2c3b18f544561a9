import { RiLockLine, RiLockUnlockLine } from '@remixicon/react';
import type { Certificate, Tls } from '@portolan/plugin-traffic-common';
import { renderName } from '../../model/describeRef';
import {
  useTrafficText,
  type TrafficText,
} from '../../translation/useTrafficText';
import styles from './TlsCell.module.css';

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
          <div
            key={certificate.ref ? renderName(certificate.ref) : index}
            className={styles.certificate}
          >
            {renderCertificate(t, certificate)}
          </div>
        ))}
      </div>
    </div>
  );
}

/** `infra/wildcard: certificate not read`. */
export function renderCertificate(
  t: TrafficText,
  { ref, state }: Certificate,
): string {
  const name = ref ? renderName(ref) : t('tls.certificateDefault');
  return `${name}: ${t(`tls.certificate.${state}`)}`;
}
