import type { Certificate } from '@portolan/plugin-traffic-common';
import { renderRef } from '../../model/describeRef';
import { useNow } from '../../time/useNow';
import { useTrafficText } from '../../translation/useTrafficText';
import { BreakableText } from '../shared/BreakableText';
import { Lines } from '../shared/Facts';
import { renderExactTime } from '../shared/renderTime';
import { ToneWord } from '../shared/StatusWord';
import { renderCertificateState } from './renderCertificate';

/** The public facts of one certificate, or why there are none. */
export function CertificateDetails(props: { certificate: Certificate }) {
  const { ref, state, facts, covers } = props.certificate;
  const t = useTrafficText();
  const nowMs = useNow();
  const until = facts && renderExactTime(facts.notAfter);
  const since =
    facts?.notBefore === undefined || facts.notBefore === null
      ? undefined
      : renderExactTime(facts.notBefore);
  return (
    <Lines
      lines={[
        <strong key="name">
          <BreakableText
            text={ref ? renderRef(ref) : t('tls.certificateDefault')}
          />
        </strong>,
        renderCertificateState(t, props.certificate, nowMs),
        ...(state === 'not-read' ? [t('tls.notReadWhy')] : []),
        ...(covers === false
          ? [
              <ToneWord key="covers" tone="negative">
                {t('tls.wrongHost')}
              </ToneWord>,
            ]
          : []),
        ...(covers === true ? [t('tls.rightHost')] : []),
        ...(facts
          ? [
              t('tls.names', { names: facts.names.join(', ') }),
              t('tls.issuer', { issuer: facts.issuer }),
              ...(since ? [t('tls.since', { time: since })] : []),
              ...(until ? [t('tls.until', { time: until })] : []),
              ...(facts.fingerprint
                ? [
                    <BreakableText
                      key="fingerprint"
                      text={t('tls.fingerprint', {
                        fingerprint: facts.fingerprint,
                      })}
                    />,
                  ]
                : []),
              t(`tls.from.${facts.from}`),
            ]
          : []),
      ]}
    />
  );
}
