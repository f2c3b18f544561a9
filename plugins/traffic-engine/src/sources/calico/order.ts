import { isRecord } from '../../snapshot/read';

/** `order` of a tier or policy, which may be a fraction; without one it stands where `absent` says. */
export function orderOf(spec: unknown, absent: number): number {
  const order = isRecord(spec) ? spec.order : undefined;
  return typeof order === 'number' && !Number.isNaN(order) ? order : absent;
}
