import type {
  RequestOutcome,
  RequestShare,
} from '@portolan/plugin-traffic-common';
import { overlap, parseAddress, parseCidr } from '../../match/cidr';
import type { BackendDraft } from '../../model/drafts';
import type { AskedRequest } from '../../request/AskedRequest';
import type { ClusterSnapshot } from '../../snapshot/ClusterSnapshot';
import {
  isRecord,
  readList,
  readNumber,
  readRecord,
  readText,
  type UnknownRecord,
} from '../../snapshot/read';
import { serviceIndex } from '../../topology/serviceIndex';
import { upstreamOf, type Branch, type WeightedAction } from './branches';
import type { F5Rule } from './F5Rule';
import { policiesOfRule, type RulePolicies } from './policies/rulePolicies';
import { resolveUpstream } from './resolveUpstream';
import { rewrittenPath, type SentPath } from './rewrittenPath';
import { selectLocation } from './selectLocation';
import { requestUri } from './selectBranch';
import { errorPagesOf, snippetsOf } from './settings';
import { f5View } from './view';

/** Where a request goes, and as what. */
interface Taken {
  readonly snapshot: ClusterSnapshot;
  readonly rule: F5Rule;
  readonly branch: Branch;
  readonly request: AskedRequest;
  /** As NGINX reads it. */
  readonly path: string;
}

/** NGINX’s answer where a backend has no endpoint. */
const NO_BACKEND = 502;

/** What becomes of a request that the branch takes. */
export function outcomeOf(taken: Taken): RequestOutcome {
  const { snapshot, rule, branch } = taken;
  const policies = policiesOfRule(snapshot, rule);
  if (policies.door.state === 'failing') {
    return respond(500, policies.failures[0]?.message ?? 'A Policy is wrong.');
  }
  if (policies.door.state === 'unknown') {
    return unknown('A Policy could not be looked at.');
  }
  const [snippet] = snippetsOf(rule);
  if (snippet) {
    return unknown(`What ${snippet} does was not worked out.`);
  }
  const allowed = isAllowed(policies, taken.request.clientAddress);
  if (allowed === 'not-known') {
    return unknown('Whether the address of the client is let in is not known.');
  }
  const [only] = branch.actions;
  const isAnswer =
    branch.actions.length === 1 && upstreamOf(only.action) === undefined;
  if (!allowed) {
    return isAnswer
      ? respond(403, 'The address of the client is not let in.')
      : failed(taken, 403, 'The address of the client is not let in.');
  }
  if (isAnswer) {
    return answerOf(only, taken.request);
  }
  const shares = branch.actions.map(action => shareOf(taken, action));
  const serving = shares.filter(({ share }) => share > 0);
  const [first] = serving;
  return serving.length === 1 && first.outcome === 'failed'
    ? failed(
        taken,
        first.status ?? NO_BACKEND,
        'No endpoint of the backend is ready.',
        shares,
      )
    : { kind: 'forward', shares, mirrors: [] };
}

/** A failure may have an error page of the route. */
function failed(
  taken: Taken,
  status: number,
  why: string,
  shares?: RequestShare[],
): RequestOutcome {
  const page = errorPagesOf(taken.rule)?.pages.find(each =>
    readList(each, 'codes').includes(status),
  );
  if (!page) {
    return shares
      ? { kind: 'forward', shares, mirrors: [] }
      : respond(status, why);
  }
  const redirect = readRecord(page, 'redirect');
  return isRecord(page) && isRecord(page.redirect)
    ? respond(
        readNumber(redirect, 'code') || 301,
        `The error page of ${status} sends on.`,
        fillUrl(readText(redirect, 'url') ?? '', taken.request),
      )
    : respond(
        readNumber(readRecord(page, 'return'), 'code') || status,
        `The error page of ${status}.`,
      );
}

function answerOf(
  { action }: WeightedAction,
  request: AskedRequest,
): RequestOutcome {
  return isRecord(action.redirect)
    ? respond(
        readNumber(action.redirect, 'code') || 301,
        'The route redirects.',
        fillUrl(readText(action.redirect, 'url') ?? '', request),
      )
    : respond(
        readNumber(readRecord(action, 'return'), 'code') || 200,
        'The route has an answer of its own.',
      );
}

function shareOf(taken: Taken, weighted: WeightedAction): RequestShare {
  const { snapshot, rule, request } = taken;
  const { action, weight, path } = weighted;
  const upstream = upstreamOf(action);
  if (upstream === undefined) {
    const answer = answerOf(weighted, request);
    const status = answer.kind === 'respond' ? answer.status : null;
    const location = answer.kind === 'respond' ? answer.location : null;
    const own = (status ?? 0) >= 400 ? 'failed' : 'forwarded';
    return {
      backend: rule.owner.object,
      port: null,
      share: weight / 100,
      outcome: location === null ? own : 'redirected',
      status,
      host: null,
      path: null,
      location,
    };
  }
  const backend = resolveUpstream(snapshot, rule.owner, {
    upstream,
    weight,
    path,
  });
  const { ref, port, share } = backend;
  const readiness = readinessOf(snapshot, backend);
  const to = { backend: ref, port, share, location: null };
  switch (readiness) {
    case 'ready': {
      const sent = pathSent(taken, action);
      return sent === null || typeof sent === 'string'
        ? {
            ...to,
            outcome: 'forwarded',
            status: null,
            host: hostSent(action, request),
            path: sent,
          }
        : {
            ...to,
            ...searchedAgain(taken, sent.searchedAgain),
            host: null,
            path: null,
          };
    }
    case 'dry':
      return {
        ...to,
        outcome: 'failed',
        status: NO_BACKEND,
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

/** Whether a backend has an endpoint; of one outside it is not known, since that needs NGINX Plus. */
export function readinessOf(
  snapshot: ClusterSnapshot,
  { target, endpoints }: BackendDraft,
): 'ready' | 'dry' | 'not-known' {
  if (target.state !== 'resolved') {
    return target.state === 'unknown' ? 'not-known' : 'dry';
  }
  const { service, servicePort } = target.value;
  const found =
    endpoints ??
    snapshot
      .index(serviceIndex)
      .endpointsOf(service.namespace, service.name, servicePort);
  if (found.state === 'known') {
    return found.ready > 0 ? 'ready' : 'dry';
  }
  return found.state === 'none' ? 'dry' : 'not-known';
}

/** The Host header that the action sets; one with a variable in it is not known. */
function hostSent(action: UnknownRecord, { host }: AskedRequest) {
  const set = readList(
    readRecord(readRecord(action, 'proxy'), 'requestHeaders'),
    'set',
  ).find(item => readText(item, 'name')?.toLowerCase() === 'host');
  const value = set ? readText(set, 'value') ?? '' : host;
  if (value === '${host}') {
    return host;
  }
  return value.includes('$') ? null : value;
}

function pathSent(
  { rule, branch, request, path }: Taken,
  action: UnknownRecord,
): SentPath {
  const by = readText(readRecord(action, 'proxy'), 'rewritePath') ?? '';
  return by === ''
    ? request.path
    : rewrittenPath(by, {
        location: rule.location,
        isInternal: branch.isInternal,
        path,
        asked: request.path,
      });
}

/**
 * What becomes of a request for which NGINX looks for a location again: where that is the same one, it comes back until NGINX
 * gives up; what another one makes of it is not known.
 */
function searchedAgain(
  { snapshot, rule }: Taken,
  path: string,
): Pick<RequestShare, 'outcome' | 'status'> {
  const { rules = [] } =
    snapshot
      .index(f5View)
      .servers.find(server => server.rules.includes(rule)) ?? {};
  const selection = selectLocation(rules, path);
  return selection.kind === 'rule' && selection.rule === rule
    ? { outcome: 'failed', status: 500 }
    : { outcome: 'unknown', status: null };
}

/** `${scheme}`, `${host}`, `${request_uri}` and `${http_x_forwarded_proto}` filled in. */
function fillUrl(url: string, request: AskedRequest): string {
  const isTls = request.scheme === 'https' || request.scheme === 'grpcs';
  const values: Readonly<Record<string, string>> = {
    scheme: isTls ? 'https' : 'http',
    host: request.host,
    request_uri: requestUri(request),
    http_x_forwarded_proto: request.headers['x-forwarded-proto'] ?? '',
  };
  return url.replace(/\$\{(\w+)\}/g, (all, name) =>
    Object.hasOwn(values, name) ? values[name] : all,
  );
}

/** The lists of addresses in force; without an address to look at they are left alone. */
function isAllowed(
  { settings }: RulePolicies,
  clientAddress: string | undefined,
): boolean | 'not-known' {
  const lists = settings.filter(
    ({ type, policy }) =>
      type.field === 'accessControl' && policy.state === 'in-force',
  );
  const client =
    clientAddress === undefined ? undefined : parseAddress(clientAddress);
  if (lists.length === 0 || clientAddress === undefined) {
    return true;
  }
  if (!client) {
    return 'not-known';
  }
  const takes = (field: string) =>
    lists
      .flatMap(({ spec }) => readList(spec, field))
      .map(item => {
        const range = parseCidr(String(item)) ?? parseAddress(String(item));
        return range ? overlap(range, client) : 'not-known';
      });
  const allows = takes('allow');
  const denies = takes('deny');
  if (allows.length > 0) {
    const open = allows.includes('not-known') ? 'not-known' : false;
    return allows.includes(true) || open;
  }
  if (denies.includes(true)) {
    return false;
  }
  return denies.includes('not-known') ? 'not-known' : true;
}

export function respond(
  status: number,
  why: string,
  location: string | null = null,
): RequestOutcome {
  return { kind: 'respond', status, location, why };
}

export function unknown(why: string): RequestOutcome {
  return { kind: 'unknown', why };
}
