import type { KindStatus, Problem } from '@portolan/plugin-traffic-common';
import type { TrafficText } from '../../translation/useTrafficText';
import { renderSpan } from './renderTime';

/** Why a look-up failed, in a few words that stand inside a sentence; the whole sentence is `problem.message`. */
export function renderProblem(t: TrafficText, problem: Problem): string {
  return t(`problem.${problem.reason}`);
}

/** What is known of one kind, in words. */
export function renderKindStatus(
  t: TrafficText,
  status: KindStatus,
  nowMs: number,
): string {
  switch (status.state) {
    case 'synced':
      return status.namespaces
        ? t('kindState.syncedIn', { namespaces: status.namespaces.join(', ') })
        : t('kindState.synced');
    case 'stale':
      return [
        t('kindState.stale', { span: renderSpan(t, status.since, nowMs) }),
        renderProblem(t, status.problem),
      ].join(': ');
    case 'denied':
      return status.problem.reason === 'forbidden'
        ? t('kindState.denied')
        : [t('kindState.denied'), renderProblem(t, status.problem)].join(': ');
    case 'pending':
      return status.problem
        ? [t('kindState.pending'), renderProblem(t, status.problem)].join(': ')
        : t('kindState.pending');
    default:
      return t('kindState.absent');
  }
}
