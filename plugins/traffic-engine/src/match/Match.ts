import type { LayerVerdict } from '@portolan/plugin-traffic-common';

/** Why a policy rule cannot be said to match or not. */
export type Doubt = Extract<
  LayerVerdict['code'],
  | 'depends-on-address'
  | 'depends-on-port'
  | 'depends-on-named-port'
  | 'depends-on-cni'
  | 'kind-not-known'
  | 'policy-not-readable'
>;

/** The answer of one part of a policy rule: a fact, or the reason for which it is not known. */
export type Match = 'yes' | 'no' | Doubt;

/** All parts must match: a single `no` decides, whatever is not known of the others. */
export function allMatch(parts: readonly Match[]): Match {
  return parts.includes('no') ? 'no' : parts.find(isDoubt) ?? 'yes';
}

/** One part is enough: a single `yes` decides; no part is `no`. */
export function anyMatch(parts: readonly Match[]): Match {
  return parts.includes('yes') ? 'yes' : parts.find(isDoubt) ?? 'no';
}

export function isDoubt(match: Match): match is Doubt {
  return match !== 'yes' && match !== 'no';
}
