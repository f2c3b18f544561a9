import type {
  RequestOutcome,
  RequestShare,
} from '@portolan/plugin-traffic-common';
import type { RouteEntry } from '../routes/RouteEntry';
import type {
  BackendOutcome,
  RedirectLocation,
  ServedConnection,
  ServedResponse,
} from './ServedResponse';

type Backends = RouteEntry['rules'][number]['backends'];

/** A response on the wire, with a sentence wherever the Gateway itself answers; `backends` are those of the rule that won. */
export function toOutcome(
  response: ServedResponse,
  backends: Backends,
): RequestOutcome {
  switch (response.kind) {
    case 'refused':
      return { kind: 'refused', why: sentence(response.why) };
    case 'unknown':
      return { kind: 'unknown', why: sentence(response.why) };
    case 'not-found':
      return answer(404, 'No rule at this Gateway takes the request.');
    case 'misdirected':
      return answer(
        421,
        'The connection belongs to another listener than the host does.',
      );
    case 'direct':
      return answer(
        response.status,
        'The rule lets the Gateway answer itself.',
      );
    case 'no-backend':
      return answer(500, 'The rule has neither a backend nor a redirect.');
    case 'broken-filter':
      return answer(
        500,
        'A filter of the rule names an object that is not there, or that the controller does not know.',
      );
    case 'preflight':
      return answer(
        200,
        response.allowed
          ? 'A CORS preflight request, whose origin is allowed.'
          : 'A CORS preflight request, whose origin is not allowed.',
      );
    case 'redirect':
      return {
        ...answer(response.status, 'The rule redirects.'),
        location: renderLocation(response.location),
      };
    default:
      return forward(
        response.shares.map(({ outcome, ...share }, index) => ({
          ...share,
          port: backends[index].draft.port,
          ...toShare(outcome),
        })),
        [...response.mirrors],
      );
  }
}

/** A connection on the wire: there is no status to answer with, so a backend that fails just closes it. */
export function toConnectionOutcome(
  response: ServedConnection,
  backends: Backends,
): RequestOutcome {
  if (response.kind === 'refused') {
    return { kind: 'refused', why: sentence(response.why) };
  }
  return forward(
    response.shares.map(({ backend, share, outcome }, index) => ({
      backend,
      share,
      port: backends[index].draft.port,
      outcome: outcome === 'refused' ? 'failed' : outcome,
      status: null,
      host: null,
      path: null,
      location: null,
    })),
    [],
  );
}

/** Nothing may be forwarded to a backend of the weight 0; where there is no other, controllers answer with 500. */
function forward(
  shares: RequestShare[],
  mirrors: Extract<RequestOutcome, { kind: 'forward' }>['mirrors'],
): RequestOutcome {
  return shares.some(({ share }) => share > 0)
    ? { kind: 'forward', shares, mirrors }
    : answer(500, 'Every backend of the rule has the weight 0.');
}

function toShare(
  outcome: BackendOutcome,
): Pick<RequestShare, 'outcome' | 'status' | 'host' | 'path' | 'location'> {
  const nothing = { status: null, host: null, path: null, location: null };
  switch (outcome.kind) {
    case 'forwarded':
      return {
        ...nothing,
        outcome: 'forwarded',
        host: outcome.host,
        path: outcome.path,
      };
    case 'redirected':
      return {
        ...nothing,
        outcome: 'redirected',
        status: outcome.status,
        location: renderLocation(outcome.location),
      };
    case 'failed':
      return { ...nothing, outcome: 'failed', status: outcome.status };
    default:
      return { ...nothing, outcome: 'unknown' };
  }
}

function answer(
  status: number,
  why: string,
): RequestOutcome & {
  kind: 'respond';
} {
  return { kind: 'respond', status, location: null, why };
}

function renderLocation(location: RedirectLocation): string {
  const { scheme, hostname, port, path } = location;
  const host = hostname.includes(':') ? `[${hostname}]` : hostname;
  return `${scheme}://${host}${port === null ? '' : `:${port}`}${path}`;
}

function sentence(why: string): string {
  return `${why.charAt(0).toUpperCase()}${why.slice(1)}.`;
}
