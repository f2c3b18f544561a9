import type { RequestShare } from '@portolan/plugin-traffic-common';
import type { BackendDraft } from '../../../model/drafts';
import type { ReadinessLookUp } from './IngressController';

/** The request as the backend gets it, and what the controller answers where the backend cannot be reached. */
export interface SentRequest {
  readonly host: string | null;
  readonly path: string | null;
  /** null where that is the controller's own decision. */
  readonly failure: number | null;
}

/** What becomes of the share of one backend. */
export function shareOf(
  { ref, port, share, target }: BackendDraft,
  sent: SentRequest,
  isReady: ReadinessLookUp,
): RequestShare {
  const to = { backend: ref, port, share, location: null };
  const ready = readinessOf(target, isReady);
  switch (ready) {
    case true:
      return {
        ...to,
        outcome: 'forwarded',
        status: null,
        host: sent.host,
        path: sent.path,
      };
    case false:
      return {
        ...to,
        outcome: 'failed',
        status: sent.failure,
        host: null,
        path: null,
      };
    default:
      return {
        ...to,
        outcome: 'unknown',
        status: null,
        host: null,
        path: null,
      };
  }
}

function readinessOf(
  target: BackendDraft['target'],
  isReady: ReadinessLookUp,
): boolean | undefined {
  switch (target.state) {
    case 'resolved':
      return isReady(target.value);
    case 'unknown':
      return undefined;
    default:
      return false;
  }
}
