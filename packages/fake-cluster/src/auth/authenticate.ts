import { createHash, timingSafeEqual } from 'node:crypto';
import { StatusError } from '../server/StatusError';
import { ANONYMOUS } from './FakeUser';
import type { Caller, FakeUser } from './FakeUser';

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/** The refusal of a token that nobody has. */
export function unauthorized(): StatusError {
  return new StatusError({
    code: 401,
    reason: 'Unauthorized',
    message: 'Unauthorized',
  });
}

/** Finds who calls: no token is the anonymous user, an unknown token is nobody. */
export function findCaller(
  users: readonly FakeUser[],
  authorization: string | undefined,
): Caller | undefined {
  if (!authorization) return ANONYMOUS;
  const token = /^Bearer\s+(.+)$/i.exec(authorization)?.[1].trim();
  const user =
    token === undefined
      ? undefined
      : users.find(candidate =>
          timingSafeEqual(digest(candidate.token), digest(token)),
        );
  if (!user) return undefined;
  return {
    name: user.name,
    groups: [...(user.groups ?? []), 'system:authenticated'],
    authenticated: true,
    rules: user.rules,
  };
}
