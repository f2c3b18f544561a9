import type { RequestOutcome } from '@portolan/plugin-traffic-common';
import { CONFIG_MAP, SECRET } from '../../../kinds/coreKinds';
import { matchGatewayRegex } from '../../../match/gatewayRegex';
import { replaceGatewayRegex } from '../../../match/replaceGatewayRegex';
import { lookUp } from '../../../references/lookUp';
import type { AskedRequest } from '../../../request/AskedRequest';
import type { ClusterSnapshot } from '../../../snapshot/ClusterSnapshot';
import type { KubeObject } from '../../../snapshot/KubeObject';
import {
  readList,
  readNumber,
  readRecord,
  readText,
} from '../../../snapshot/read';

/** What an HTTPRouteFilter makes of the answer of the rule that names it. */
export function applyFilter(
  snapshot: ClusterSnapshot,
  filter: KubeObject,
  { request, outcome }: { request: AskedRequest; outcome: RequestOutcome },
): RequestOutcome {
  const { name, namespace = '' } = filter.metadata;
  const spec = readRecord(filter, 'spec');
  const called = `HTTPRouteFilter ${namespace}/${name}`;
  if (!matchesCookies(spec, request)) {
    return {
      kind: 'unknown',
      why: `A condition of ${called} does not hold, or is not known to, so that another rule answers.`,
    };
  }
  const direct = readRecord(spec, 'directResponse');
  if (spec.directResponse !== undefined) {
    const body = readRecord(readRecord(direct, 'body'), 'valueRef');
    return isMissing(snapshot, CONFIG_MAP, { ref: body, namespace })
      ? failed(`The body that ${called} names is not there.`)
      : {
          kind: 'respond',
          status: readNumber(direct, 'statusCode') ?? 200,
          location: null,
          why: `${called} lets the proxy answer itself.`,
        };
  }
  const credential = readRecord(
    readRecord(readRecord(spec, 'credentialInjection'), 'credential'),
    'valueRef',
  );
  if (isMissing(snapshot, SECRET, { ref: credential, namespace })) {
    return failed(`The credential that ${called} puts in is not there.`);
  }
  return spec.urlRewrite === undefined || outcome.kind !== 'forward'
    ? outcome
    : rewrite(readRecord(spec, 'urlRewrite'), { request, outcome });
}

function failed(why: string): RequestOutcome {
  return { kind: 'respond', status: 500, location: null, why };
}

function isMissing(
  snapshot: ClusterSnapshot,
  kind: typeof SECRET,
  { ref, namespace }: { ref: unknown; namespace: string },
): boolean {
  const name = readText(ref, 'name');
  return (
    name !== undefined &&
    lookUp(snapshot, kind, readText(ref, 'namespace') || namespace, name)
      .state === 'missing'
  );
}

/** One entry of `matches` is enough; all of its cookies have to fit. */
function matchesCookies(
  spec: Readonly<Record<string, unknown>>,
  { headers }: AskedRequest,
): boolean {
  const matches = readList(spec, 'matches');
  const sent = new Map(
    (headers.cookie ?? '').split(';').map(pair => {
      const [name, ...value] = pair.trim().split('=');
      return [name, value.join('=')] as const;
    }),
  );
  return (
    matches.length === 0 ||
    matches.some(match =>
      readList(match, 'cookies').every(cookie => {
        const value = sent.get(readText(cookie, 'name') ?? '');
        const wanted = readText(cookie, 'value') ?? '';
        return (
          value !== undefined &&
          (readText(cookie, 'type') === 'RegularExpression'
            ? matchGatewayRegex(wanted, value, 'full') === 'yes'
            : value === wanted)
        );
      }),
    )
  );
}

/** The path by a pattern, of which all that matches is replaced; the host by a header, or by the backend's own name. */
function rewrite(
  urlRewrite: Readonly<Record<string, unknown>>,
  {
    request,
    outcome,
  }: {
    request: AskedRequest;
    outcome: Extract<RequestOutcome, { kind: 'forward' }>;
  },
): RequestOutcome {
  const byPath = readRecord(
    readRecord(urlRewrite, 'path'),
    'replaceRegexMatch',
  );
  const hostname = readRecord(urlRewrite, 'hostname');
  const substitute = (rule: unknown, path: string) =>
    replaceGatewayRegex({
      text: path,
      pattern: readText(rule, 'pattern') ?? '',
      substitution: readText(rule, 'substitution') ?? '',
    }) ?? null;
  const hostOf = (host: string): string | null => {
    switch (readText(hostname, 'type')) {
      case 'Header':
        return (
          request.headers[(readText(hostname, 'header') ?? '').toLowerCase()] ??
          host
        );
      case 'PathRegex':
        return substitute(readRecord(hostname, 'pathRegex'), request.path);
      case 'Backend':
        return null;
      default:
        return host;
    }
  };
  return {
    ...outcome,
    shares: outcome.shares.map(share =>
      share.path === null || share.host === null
        ? share
        : {
            ...share,
            path:
              readText(byPath, 'pattern') === undefined
                ? share.path
                : substitute(byPath, share.path),
            host: hostOf(share.host),
          },
    ),
  };
}
