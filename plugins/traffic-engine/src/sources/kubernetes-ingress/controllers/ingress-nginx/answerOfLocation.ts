import type { RequestOutcome } from '@portolan/plugin-traffic-common';
import { parseAddress } from '../../../../match/cidr';
import { nginxHostName } from '../../../../match/nginxHostName';
import type { AskedRequest } from '../../../../request/AskedRequest';
import type { ClusterSnapshot } from '../../../../snapshot/ClusterSnapshot';
import { isTrue } from '../annotationPolicies';
import { addressRanges, allowListKey } from './acceptedValues';
import { annotationKey } from './annotations';
import {
  httpHostOf,
  queryOf,
  schemeOf,
  uriOf,
  withoutLastSlash,
} from './askedWords';
import { deniedBy } from './deniedBy';
import type { HttpsNames } from './HttpsNames';
import { httpsRedirectOf, redirectOf } from './redirects';
import type { Claim } from './servers';
import type { NginxSettings } from './settings';

/** An answer of NGINX itself. */
export function respond(
  status: number,
  location: string | null,
  why: string,
): RequestOutcome {
  return { kind: 'respond', status, location, why };
}

/**
 * What the location answers itself before it looks for its backend, in the order of NGINX's rewrite phase: preflight requests,
 * what it denies, redirects, HTTPS.
 */
export function answerOfLocation(
  context: {
    https: HttpsNames;
    settings: NginxSettings;
    claim: Claim;
    request: AskedRequest;
    snapshot: ClusterSnapshot;
  },
  sent: { path: string | null },
): RequestOutcome | undefined {
  const { https, settings, claim, request, snapshot } = context;
  const { annotations } = claim.fact;
  const denied = deniedBy(snapshot, claim);
  if (denied !== undefined) {
    return respond(503, null, `ingress-nginx cannot apply ${denied}`);
  }
  if (
    request.method === 'OPTIONS' &&
    isTrue(annotations[annotationKey('enable-cors')])
  ) {
    return respond(204, null, 'CORS: the preflight request is answered here');
  }
  const redirect = redirectOf(claim);
  if (redirect) {
    return respond(
      redirect.status,
      redirect.isRewrite
        ? withQuery(sent.path, request)
        : absolute(fillVariables(redirect.target, request), claim, request),
      'the Ingress redirects all requests',
    );
  }
  const toHttps =
    accessSchemeOf(request, settings) === 'http'
      ? httpsRedirectOf(
          claim,
          https.of(nginxHostName(request.host) ?? ''),
          settings,
        )
      : null;
  if (toHttps === 'unknown') {
    return {
      kind: 'unknown',
      why:
        settings.state === 'not-known'
          ? `whether plain HTTP is redirected is a setting: ${settings.why}`
          : 'whether the certificate of the host is for this alias, so that plain HTTP is redirected, is not known',
    };
  }
  if (toHttps) {
    const uri = uriOf(request);
    const keepsSlash = isTrue(
      annotations[annotationKey('preserve-trailing-slash')],
    );
    return respond(
      settings.redirectCode,
      `https://${request.host}${keepsSlash ? uri : withoutLastSlash(uri)}`,
      'plain HTTP is redirected to HTTPS',
    );
  }
  return undefined;
}

/** The scheme that a proxy in front tells of, where the controller is set to believe it (`$pass_access_scheme`). */
function accessSchemeOf(
  request: AskedRequest,
  { values }: NginxSettings,
): string {
  const told = isTrue(values['use-forwarded-headers'])
    ? request.headers['x-forwarded-proto']
    : undefined;
  return told || schemeOf(request);
}

function withQuery(path: string | null, request: AskedRequest): string | null {
  const filled = path === null ? null : fillVariables(path, request);
  return filled === null ? null : `${filled}${queryOf(request)}`;
}

/** NGINX writes its own host before a path, unless relative-redirects says otherwise (absolute_redirect). */
export function absolute(
  location: string | null,
  { fact }: Claim,
  request: AskedRequest,
): string | null {
  const isRelative = isTrue(
    fact.annotations[annotationKey('relative-redirects')],
  );
  return location?.startsWith('/') && !isRelative
    ? `${schemeOf(request)}://${nginxHostName(request.host)}${location}`
    : location;
}

/** Whether the address lists of a location keep a client out. */
export function isRefusedAddress(
  { fact }: Claim,
  client: string | undefined,
): boolean {
  const address = client === undefined ? undefined : parseAddress(client);
  if (!address) {
    return false;
  }
  const holds = (key: string) =>
    (addressRanges(fact.annotations[key] ?? '') ?? []).map(
      range =>
        range.version === address.version &&
        range.first <= address.first &&
        address.last <= range.last,
    );
  const allowed = holds(allowListKey(fact));
  return (
    holds(annotationKey('denylist-source-range')).includes(true) ||
    (allowed.length > 0 && !allowed.includes(true))
  );
}

function fillVariables(target: string, request: AskedRequest): string | null {
  const values: Readonly<Record<string, string>> = {
    request_uri: uriOf(request),
    uri: request.path,
    args: request.query,
    host: request.host,
    http_host: httpHostOf(request),
    scheme: schemeOf(request),
  };
  const filled = target.replace(
    /\$\{?([a-z_]+)\}?/g,
    (whole, name: string) => values[name] ?? whole,
  );
  return /\$[A-Za-z_{]/.test(filled) ? null : filled;
}
