import { elapsedOf, elapsedSince, parseMoment } from '../../time/elapsed';
import type { TrafficText } from '../../translation/useTrafficText';

/** `14 min`: the time since an ISO time, in words. */
export function renderSpan(t: TrafficText, iso: string, nowMs: number): string {
  const moment = parseMoment(iso);
  if (!moment) {
    return t('time.notKnown');
  }
  const { unit, count } = elapsedSince(moment, nowMs);
  return t(`time.${unit}`, { number: String(count) });
}

/** `15 min`: a span of seconds in words. */
export function renderSeconds(t: TrafficText, seconds: number): string {
  const { unit, count } = elapsedOf(seconds);
  return t(`time.${unit}`, { number: String(count) });
}

/** The exact time in the reader's own format, or undefined when there is none to believe. */
export function renderExactTime(iso: string): string | undefined {
  return parseMoment(iso)?.toLocaleString(undefined, {
    dateStyle: 'medium',
    timeStyle: 'medium',
  });
}
