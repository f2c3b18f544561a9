import { internetAuthenticationOf } from '../../model/authentication';
import { findNearestExpiry } from '../../model/certificateStanding';
import type { RouteGroup } from '../../model/groupRoutes';
import type { TrafficText } from '../../translation/useTrafficText';
import { renderSeconds, renderSpan } from '../shared/renderTime';

/** When the first certificate ends: `First expires in 24 d`. */
export function renderCertificateFigure(
  t: TrafficText,
  groups: readonly RouteGroup[],
  nowMs: number,
): string {
  const routes = groups.flatMap(group => group.routes);
  const end = findNearestExpiry(routes);
  if (!end) {
    return routes.some(({ tls }) => tls.certificates.length > 0)
      ? t('summary.certificateNotRead')
      : t('summary.certificateNone');
  }
  const leftMs = new Date(end).getTime() - nowMs;
  return leftMs > 0
    ? t('summary.certificateExpiresIn', {
        span: renderSeconds(t, leftMs / 1000),
      })
    : t('summary.certificateExpired', { span: renderSpan(t, end, nowMs) });
}

/** How many of the URLs that the internet reaches ask who calls: `2 of 3 internet URLs`. */
export function renderAuthenticationFigure(
  t: TrafficText,
  groups: readonly RouteGroup[],
): string {
  const answers = groups.flatMap(
    group => internetAuthenticationOf(group) ?? [],
  );
  return answers.length === 0
    ? t('summary.authenticationNone')
    : t('summary.authenticationFigure', {
        required: String(
          answers.filter(answer => answer === 'required').length,
        ),
        total: String(answers.length),
      });
}
