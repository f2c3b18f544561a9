import type { RouteVerdict } from '@portolan/plugin-traffic-common';

export const SERVING: RouteVerdict = { state: 'serving', reasons: [] };

/** The controller leaves it out. */
export function refused(reason: string): RouteVerdict {
  return {
    state: 'detached',
    reasons: [{ code: 'NotAttached', params: { by: 'F5 NGINX', reason } }],
  };
}

export function notKnown(kind: string, name: string): RouteVerdict {
  return {
    state: 'unknown',
    reasons: [{ code: 'NotKnown', params: { kind, name } }],
  };
}

/** The first that is not open; what is surely closed goes before what is not known. */
export function strictest(doors: readonly RouteVerdict[]): RouteVerdict {
  return (
    doors.find(({ state }) => state === 'detached' || state === 'failing') ??
    doors.find(({ state }) => state !== 'serving') ??
    SERVING
  );
}
