import { createHash, timingSafeEqual } from 'node:crypto';
import { StatusError } from '../server/StatusError';
import { ANONYMOUS } from './FakeUser';
import type { Caller, FakeUser } from './FakeUser';

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/** Finds who calls: no token is the anonymous user, an unknown token is answered with 401. */
export function authenticate(
  users: readonly FakeUser[],
  authorization: string | undefined,
): Caller {
  if (!authorization) return ANONYMOUS;
  const token = /^Bearer\s+(.+)$/i.exec(authorization)?.[1].trim();
  const user =
    token === undefined
      ? undefined
      : users.find(candidate =>
          timingSafeEqual(digest(candidate.token), digest(token)),
        );
  if (!user) {
    throw new StatusError({
      code: 401,
      reason: 'Unauthorized',
      message: 'Unauthorized',
    });
  }
  return {
    name: user.name,
    groups: [...(user.groups ?? []), 'system:authenticated'],
    authenticated: true,
    rules: user.rules,
  };
}
