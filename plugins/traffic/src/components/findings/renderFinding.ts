import {
  findingCodeSchema,
  type Finding,
} from '@portolan/plugin-traffic-common';
import type { TrafficText } from '../../translation/useTrafficText';

/** The sentences of a finding: what is wrong and how to fix it; those that came with it where no translation has its code. */
export function renderFinding(t: TrafficText, finding: Finding) {
  const { message, fix } = finding;
  const code = findingCodeSchema.safeParse(finding.code).data;
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
