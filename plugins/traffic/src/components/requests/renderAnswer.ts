import type {
  RequestOutcome,
  RequestShare,
  RunnerUp,
} from '@portolan/plugin-traffic-common';
import { renderName } from '../../model/describeRef';
import type { TrafficText } from '../../translation/useTrafficText';

/** What becomes of the request, in two or three words. */
export function renderOutcome(t: TrafficText, outcome: RequestOutcome): string {
  if (outcome.kind !== 'respond') {
    return t(`request.outcome.${outcome.kind}`);
  }
  const status = String(outcome.status);
  return outcome.location === null
    ? t('request.outcome.respond', { status })
    : t('request.outcome.redirect', { status });
}

/** Where it is redirected to, or why it is answered so; undefined where the shares tell. */
export function renderOutcomeDetail(
  t: TrafficText,
  outcome: RequestOutcome,
): string | undefined {
  switch (outcome.kind) {
    case 'forward':
      return undefined;
    case 'hidden':
      return t('request.hidden');
    case 'respond':
      return outcome.location === null
        ? outcome.why
        : t('request.location', { location: outcome.location });
    default:
      return outcome.why;
  }
}

/** Who gets copies of the request; undefined where nobody does. */
export function renderMirrors(
  t: TrafficText,
  outcome: RequestOutcome,
): string | undefined {
  return outcome.kind === 'forward' && outcome.mirrors.length > 0
    ? t('request.mirrors', {
        names: outcome.mirrors.map(renderName).join(', '),
      })
    : undefined;
}

/** `shop/cart:8080`. */
export function renderShareName({ backend, port }: RequestShare): string {
  const name = renderName(backend);
  const named = backend.kind === 'Service' ? name : `${backend.kind} ${name}`;
  return port === null ? named : `${named}:${port}`;
}

/** What the backend gets, or why it does not. */
export function renderShareOutcome(
  t: TrafficText,
  { outcome, status, host, path, location }: RequestShare,
): string {
  switch (outcome) {
    case 'forwarded':
      return host === null || path === null
        ? t('request.share.forwardedPlain')
        : t('request.share.forwarded', { host, path });
    case 'redirected':
      return t('request.share.redirected', {
        status: String(status),
        location: location ?? '',
      });
    case 'failed':
      return status === null
        ? t('request.share.failedPlain')
        : t('request.share.failed', { status: String(status) });
    default:
      return t('request.share.unknown');
  }
}

/** Why a rule lost, in a sentence. */
export function renderLoss(
  t: TrafficText,
  { lostBy, params }: RunnerUp,
): string {
  return t(`request.lost.${lostBy}`, {
    host: String(params.host ?? '*'),
    path: String(params.path ?? '/'),
    method: String(params.method ?? ''),
    header: String(params.header ?? ''),
    parameter: String(params.parameter ?? ''),
    reason: String(params.reason ?? ''),
  });
}
