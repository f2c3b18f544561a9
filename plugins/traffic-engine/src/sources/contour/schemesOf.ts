import type { Redirect } from '@portolan/plugin-traffic-common';
import { isRecord, readFlag, readRecord } from '../../snapshot/read';
import type { ContourRule } from './ContourRule';
import { isPassthrough } from './followTcpProxy';

export interface Way {
  readonly scheme: 'http' | 'https' | 'tls';
  /** Set where the scheme only sends on to https. */
  readonly redirect: Redirect | null;
}

const TO_HTTPS: Redirect = {
  scheme: 'https',
  hostname: null,
  port: null,
  path: null,
  statusCode: 301,
};

/**
 * At which schemes a rule is served: with TLS plain http is sent on to https (301) unless the route permits it; a tcpproxy
 * takes the whole of TLS, so that the routes beside it are left with http.
 */
export function schemesOf(
  rule: Pick<ContourRule, 'root' | 'route' | 'kind' | 'status'>,
): readonly Way[] {
  const { root, route, kind, status } = rule;
  const hasTls =
    root !== null && isRecord(readRecord(root.spec, 'virtualhost').tls);
  if (kind === 'tcp') {
    return [{ scheme: 'tls', redirect: null }];
  }
  if (!hasTls) {
    return [{ scheme: 'http', redirect: null }];
  }
  const staysPlain =
    status !== null || readFlag(route, 'permitInsecure') === true;
  const hasHttps = !isRecord(root.spec.tcpproxy) && !isPassthrough(root);
  return [
    ...(hasHttps ? [{ scheme: 'https' as const, redirect: null }] : []),
    { scheme: 'http', redirect: staysPlain ? null : TO_HTTPS },
  ];
}
