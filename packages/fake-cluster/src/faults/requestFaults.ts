import { refusalOf } from '../auth/authorize';
import type { Caller } from '../auth/FakeUser';
import { qualifiedName } from '../model/ResourceType';
import type { RequestInfo } from '../server/requestInfo';
import { StatusError } from '../server/StatusError';
import type { Fault } from './Fault';
import type { FaultBook, FaultSubject } from './FaultBook';

/** Describes a request for comparison with faults. */
export function subjectOf(info: RequestInfo, caller: Caller): FaultSubject {
  return {
    verb: info.verb,
    path: info.path,
    plural: info.resource?.plural,
    qualified: info.resource && qualifiedName(info.resource),
    user: caller.name,
  };
}

/** The 503 of a server that has not installed its paths yet. */
function notInstalledYet(): StatusError {
  return new StatusError({
    code: 503,
    reason: 'ServiceUnavailable',
    message:
      'the request has been made before all known HTTP paths have been installed, please try again',
    details: { retryAfterSeconds: 5 },
  });
}

function tooManyRequests(message: string, seconds: number): StatusError {
  return new StatusError({
    code: 429,
    reason: 'TooManyRequests',
    message,
    details: { retryAfterSeconds: seconds },
  });
}

const STATUS_TEXTS: Readonly<Record<number, readonly [string, string]>> = {
  401: ['Unauthorized', 'Unauthorized'],
  403: ['Forbidden', 'forbidden'],
  404: ['NotFound', 'the server could not find the requested resource'],
  409: ['Conflict', 'the object has been modified'],
  410: ['Expired', 'The resourceVersion for the provided list is too old.'],
  500: ['InternalError', 'Internal error occurred'],
  503: [
    'ServiceUnavailable',
    'the server is currently unable to handle the request',
  ],
  504: [
    'Timeout',
    'Timeout: request did not complete within the allotted timeout',
  ],
};

function statusOf(
  fault: Extract<Fault, { type: 'status' }>,
  info: RequestInfo,
  caller: Caller,
): StatusError {
  const { status, message, retryAfterSeconds } = fault;
  if (status === 403 && message === undefined) {
    return refusalOf(caller, info);
  }
  if (status === 429) {
    return tooManyRequests(
      message ?? 'Too many requests, please try again later.',
      retryAfterSeconds ?? 1,
    );
  }
  if (status === 503 && message === undefined) return notInstalledYet();
  const [reason, text] = STATUS_TEXTS[status];
  return new StatusError({
    code: status,
    reason,
    message: message ?? text,
    ...(retryAfterSeconds === undefined
      ? {}
      : { details: { retryAfterSeconds } }),
  });
}

function delegatesToCache(info: RequestInfo): boolean {
  const { verb, query } = info;
  if (verb === 'watch') return true;
  const selects =
    Boolean(query.get('labelSelector')) || Boolean(query.get('fieldSelector'));
  return verb === 'list' && (selects || !(Number(query.get('limit')) > 0));
}

/** What the request has to suffer before it is looked at: a failure is thrown, `hang` and a delay are returned. */
export function meetRequestFaults(options: {
  faults: FaultBook;
  info: RequestInfo;
  caller: Caller;
  custom: boolean;
}): { hang: boolean; delayMs: number } {
  const { faults, info, caller, custom } = options;
  const subject = subjectOf(info, caller);

  const startUp = faults.take(['start-up'], subject);
  if (startUp) {
    throw startUp.hits <= startUp.fault.forbidden
      ? refusalOf(caller, info)
      : notInstalledYet();
  }
  if (custom && delegatesToCache(info)) {
    if (faults.take(['initializing'], subject)) {
      throw tooManyRequests('storage is (re)initializing', 1);
    }
  }
  const met = faults.take(['status', 'hang', 'slow'], subject);
  if (met?.fault.type === 'status') throw statusOf(met.fault, info, caller);
  return {
    hang: met?.fault.type === 'hang',
    delayMs: met?.fault.type === 'slow' ? met.fault.delayMs : 0,
  };
}
