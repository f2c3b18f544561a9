import type { LayerVerdict } from '@portolan/plugin-traffic-common';

/** The reasons for which a policy rule cannot be said to match or not; where several hold, the first is told. */
const DOUBTS = [
  'policy-not-readable',
  'kind-not-known',
  'depends-on-cni',
  'depends-on-named-port',
  'depends-on-peer',
  'depends-on-address',
  'depends-on-port',
] as const satisfies readonly LayerVerdict['code'][];

/** Why a policy rule cannot be said to match or not. */
export type Doubt = (typeof DOUBTS)[number];

/** The answer of one part of a policy rule: a fact, or the reason for which it is not known. */
export type Match = 'yes' | 'no' | Doubt;

/** All parts must match: a single `no` decides, whatever is not known of the others. */
export function allMatch(parts: readonly Match[]): Match {
  return parts.includes('no') ? 'no' : firstDoubt(parts) ?? 'yes';
}

/** One part is enough: a single `yes` decides; no part is `no`. */
export function anyMatch(parts: readonly Match[]): Match {
  return parts.includes('yes') ? 'yes' : firstDoubt(parts) ?? 'no';
}

export function isDoubt(match: Match): match is Doubt {
  return match !== 'yes' && match !== 'no';
}

/** The doubt to tell of several, whatever their order. */
export function firstDoubt(codes: readonly string[]): Doubt | undefined {
  return DOUBTS.find(doubt => codes.includes(doubt));
}
