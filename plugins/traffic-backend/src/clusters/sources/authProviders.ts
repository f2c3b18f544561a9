import type { BackgroundAccess } from '@portolan/plugin-traffic-node';

/** Auth providers of the kubernetes plugin whose credential belongs to the user who is looking. */
const NEEDS_SIGN_IN: readonly string[] = ['google', 'aks', 'oidc'];

/** Why clusters of an auth provider cannot be watched in the background; undefined when they can. */
export function signInAccess(
  authProvider: string,
): BackgroundAccess | undefined {
  return NEEDS_SIGN_IN.includes(authProvider)
    ? {
        usable: false,
        problem: {
          reason: 'needs-sign-in',
          message: `The credential of this cluster belongs to a signed-in user (auth provider ${authProvider}), so it cannot be watched. Give the portal a service account there to see its traffic.`,
        },
      }
    : undefined;
}
