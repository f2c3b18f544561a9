import type { Finding } from '@portolan/plugin-traffic-common';
import type { TrafficText } from '../../translation/useTrafficText';

/** The codes that a translation can have its own sentences for. */
const TRANSLATED_CODES = [
  'TRF101',
  'TRF102',
  'TRF103',
  'TRF201',
  'TRF301',
] as const;

/** The sentences of a finding: what is wrong and how to fix it. */
export function renderFinding(t: TrafficText, finding: Finding) {
  const { message, fix } = finding;
  const code = TRANSLATED_CODES.find(each => each === finding.code);
  if (!code) {
    return { message, fix };
  }
  const replace = {
    ...Object.fromEntries(
      Object.entries(finding.params).map(([name, value]) => [
        name,
        String(value),
      ]),
    ),
    message,
    fix,
  };
  return {
    message: t(`finding.${code}.message`, { replace }),
    fix: t(`finding.${code}.fix`, { replace }),
  };
}
