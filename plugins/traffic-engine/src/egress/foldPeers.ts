import type { Provenance } from '@portolan/plugin-traffic-common';
import { refKey } from '../model/refs';

/** So many peers of one rule are named one by one; more say no more than the rule does. */
const MAX_PEERS = 8;
const LAST_INDEX = /\[\d+\]$/;

/**
 * The rules of a verdict, where more than eight entries of one list are named by the list: a rule may hold the thousand ranges
 * of a cloud, and each host is answered by all of them. Order is kept.
 */
export function foldPeers(rules: readonly Provenance[]): Provenance[] {
  if (rules.length <= MAX_PEERS) {
    return [...rules];
  }
  const listOf = ({ object, path }: Provenance) =>
    `${refKey(object)} ${path.replace(LAST_INDEX, '')}`;
  const sizes = new Map<string, number>();
  for (const rule of rules) {
    const list = listOf(rule);
    sizes.set(list, (sizes.get(list) ?? 0) + 1);
  }
  const folded = new Map<string, Provenance>();
  for (const rule of rules) {
    const list = listOf(rule);
    if ((sizes.get(list) ?? 0) <= MAX_PEERS) {
      folded.set(`${refKey(rule.object)} ${rule.path}`, rule);
    } else if (!folded.has(list)) {
      folded.set(list, { ...rule, path: rule.path.replace(LAST_INDEX, '') });
    }
  }
  return [...folded.values()];
}
