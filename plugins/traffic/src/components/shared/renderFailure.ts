import { classifyFailure } from '../../data/classifyFailure';
import type { TrafficText } from '../../translation/useTrafficText';

/** Why the traffic could not be read and what to do, in sentences. */
export function renderFailure(t: TrafficText, failure: unknown): string {
  const { kind, detail } = classifyFailure(failure);
  const sentence = t(`failure.${kind}`);
  return detail
    ? `${sentence} ${t('failure.backendSays', { detail })}`
    : sentence;
}
