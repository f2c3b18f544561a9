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
  const lists = rules.map(listOf);
  const sizes = new Map<string, number>();
  for (const list of lists) {
    sizes.set(list, (sizes.get(list) ?? 0) + 1);
  }
  const folded = new Map<string, Provenance>();
  rules.forEach((rule, position) => {
    const list = lists[position];
    if ((sizes.get(list) ?? 0) <= MAX_PEERS) {
      folded.set(`${refKey(rule.object)} ${rule.path}`, rule);
    } else if (!folded.has(list)) {
      folded.set(list, { ...rule, path: rule.path.replace(LAST_INDEX, '') });
    }
  });
  return [...folded.values()];
}

const listsOfRules = new WeakMap<Provenance, string>();

/** The list that a rule is in; judges give the same rule for every connection that it decides. */
function listOf(rule: Provenance): string {
  let list = listsOfRules.get(rule);
  if (list === undefined) {
    list = `${refKey(rule.object)} ${rule.path.replace(LAST_INDEX, '')}`;
    listsOfRules.set(rule, list);
  }
  return list;
}
