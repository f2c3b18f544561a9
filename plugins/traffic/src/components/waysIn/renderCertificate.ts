import type { Certificate } from '@portolan/plugin-traffic-common';
import { renderName } from '../../model/describeRef';
import { parseMoment } from '../../time/elapsed';
import type { TrafficText } from '../../translation/useTrafficText';
import { renderSeconds, renderSpan } from '../shared/renderTime';

/** `infra/wildcard`, or the controller's own. */
export function renderCertificateName(
  t: TrafficText,
  { ref }: Certificate,
): string {
  return ref ? renderName(ref) : t('tls.certificateDefault');
}

/** `expires in 24 d`, `expired 3 d ago`, or why neither is known. */
export function renderCertificateState(
  t: TrafficText,
  { ref, state, facts }: Certificate,
  nowMs: number,
): string {
  if (!facts) {
    if (!ref && state === 'unknown') {
      return t('tls.certificateDefaultWhich');
    }
    return t(`tls.certificate.${state}`);
  }
  const end = parseMoment(facts.notAfter)?.getTime();
  if (end === undefined) {
    return t('tls.expiryNotKnown');
  }
  return end > nowMs
    ? t('tls.expiresIn', { span: renderSeconds(t, (end - nowMs) / 1000) })
    : t('tls.expired', { span: renderSpan(t, facts.notAfter, nowMs) });
}
