import type { RequestOutcome } from '@portolan/plugin-traffic-common';
import { parseAddress, parseCidr } from '../../../../match/cidr';
import type { AskedRequest } from '../../../../request/AskedRequest';
import { isTrue } from '../annotationPolicies';
import { annotationKey } from './annotations';
import { schemeOf, uriOf, withoutLastSlash } from './askedWords';
import { HTTPS_REDIRECT_CODE, httpsRedirectOf, redirectOf } from './redirects';
import type { Claim, NginxServer } from './servers';

/** An answer of NGINX itself. */
export function respond(
  status: number,
  location: string | null,
  why: string,
): RequestOutcome {
  return { kind: 'respond', status, location, why };
}

/** What the location answers itself, in the order of NGINX's phases: redirects, HTTPS, address lists. */
export function answerOfLocation(
  server: NginxServer,
  claim: Claim,
  request: AskedRequest,
): RequestOutcome | undefined {
  const { annotations } = claim.fact;
  const redirect = redirectOf(claim);
  if (redirect) {
    return respond(
      redirect.status,
      fillVariables(redirect.target, request),
      'the Ingress redirects all requests',
    );
  }
  if (schemeOf(request) === 'http' && httpsRedirectOf(claim, server)) {
    const uri = uriOf(request);
    const keepsSlash = isTrue(
      annotations[annotationKey('preserve-trailing-slash')],
    );
    return respond(
      HTTPS_REDIRECT_CODE,
      `https://${request.host}${keepsSlash ? uri : withoutLastSlash(uri)}`,
      'plain HTTP is redirected to HTTPS',
    );
  }
  return isRefusedAddress(annotations, request.clientAddress)
    ? respond(403, null, 'the address lists do not let this client in')
    : undefined;
}

function isRefusedAddress(
  annotations: Readonly<Record<string, string>>,
  client: string | undefined,
): boolean {
  const address = client === undefined ? undefined : parseAddress(client);
  if (!address) {
    return false;
  }
  const holds = (name: string) =>
    (annotations[annotationKey(name)] ?? '')
      .split(',')
      .map(each => each.trim())
      .filter(each => each !== '')
      .map(each => parseCidr(each) ?? parseAddress(each))
      .map(
        range =>
          range !== undefined &&
          range.version === address.version &&
          range.first <= address.first &&
          address.last <= range.last,
      );
  const allowed = [
    ...holds('whitelist-source-range'),
    ...holds('allowlist-source-range'),
  ];
  return (
    holds('denylist-source-range').includes(true) ||
    (allowed.length > 0 && !allowed.includes(true))
  );
}

function fillVariables(target: string, request: AskedRequest): string | null {
  const values: Readonly<Record<string, string>> = {
    request_uri: uriOf(request),
    uri: request.path,
    args: request.query,
    host: request.host,
    http_host: request.host,
    scheme: schemeOf(request),
  };
  const filled = target.replace(
    /\$\{?([a-z_]+)\}?/g,
    (whole, name: string) => values[name] ?? whole,
  );
  return /\$[A-Za-z_{]/.test(filled) ? null : filled;
}
