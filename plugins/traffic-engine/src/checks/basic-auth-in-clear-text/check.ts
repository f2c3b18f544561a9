import type { Check } from '../Check';
import { nameOf } from '../ingressRoutes';
import { handsOn, onePerObject } from '../internetRoutes';
import { entitiesByObject } from '../routeFacts';

/** A host that has https asks for a password over plain HTTP as well. */
export const basicAuthInClearText: Check = {
  id: 'basic-auth-in-clear-text',
  code: 'TRF171',
  severity: 'warning',
  title: 'Password asked for in clear text',
  message:
    '{{url}} of {{route}} asks for a password ({{policy}}) over plain HTTP, though its host has https: the password can be read on the way.',
  fix: 'Redirect http to https for the host of {{route}}, so that the password is only ever asked for over TLS.',
  reads: [],
  run: ({ model }) => {
    const entitiesOf = entitiesByObject(model.routes);
    const plain = model.routes.filter(
      route =>
        route.scheme === 'http' &&
        handsOn(route) &&
        basicOf(route.policies) !== undefined,
    );
    if (plain.length === 0) {
      return [];
    }
    // A host with https here is none whose TLS ends in front.
    const withTls = new Set(
      model.routes
        .filter(
          ({ scheme, predicted }) =>
            scheme === 'https' && predicted.state !== 'detached',
        )
        .map(({ cluster, host }) => `${cluster} ${host.value}`),
    );
    const open = plain.filter(({ cluster, host }) =>
      withTls.has(`${cluster} ${host.value}`),
    );
    return onePerObject(open).map(route => {
      const policy = basicOf(route.policies);
      return {
        at: policy?.setBy ?? route.provenance[0],
        params: {
          route: `${route.object.kind} ${nameOf(route.object)}`,
          url: route.url,
          policy: policy?.summary ?? '',
        },
        entities: entitiesOf(route.object),
      };
    });
  },
};

function basicOf<T extends { aspect: string; state: string; summary: string }>(
  policies: readonly T[],
): T | undefined {
  return policies.find(
    ({ aspect, state, summary }) =>
      aspect === 'authentication' &&
      state === 'in-force' &&
      /\bbasic\b/i.test(summary),
  );
}
