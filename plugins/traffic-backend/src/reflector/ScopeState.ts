import type { KindStatus, Problem } from '@portolan/plugin-traffic-common';

/** What is known of one kind in one scope: the whole cluster, or one namespace. */
export type ScopeState =
  | { readonly state: 'pending'; readonly problem?: Problem }
  | { readonly state: 'synced'; readonly at: string }
  | {
      readonly state: 'stale';
      readonly since: string;
      readonly problem: Problem;
    }
  | { readonly state: 'denied'; readonly problem: Problem };

/**
 * One status for a kind that is read namespace by namespace: denied only when every namespace is, pending until each has
 * settled, stale as soon as one is, and always naming the namespaces that are seen.
 */
export function combineNamespaces(
  scopes: ReadonlyMap<string, ScopeState>,
): KindStatus {
  const entries = [...scopes].sort(([a], [b]) => (a < b ? -1 : 1));
  const states = entries.map(([, state]) => state);
  const pending = states.find(state => state.state === 'pending');
  if (pending?.state === 'pending') {
    return pending.problem
      ? { state: 'pending', problem: pending.problem }
      : { state: 'pending' };
  }
  const namespaces = entries
    .filter(([, { state }]) => state === 'synced' || state === 'stale')
    .map(([namespace]) => namespace);
  const stale = states.filter(state => state.state === 'stale');
  if (stale.length > 0) {
    const oldest = stale.reduce((a, b) => (b.since < a.since ? b : a));
    return { ...oldest, namespaces };
  }
  const synced = states.filter(state => state.state === 'synced');
  if (synced.length > 0) {
    const at = synced.map(state => state.at).sort()[0];
    return { state: 'synced', at, namespaces };
  }
  const denied = states.find(state => state.state === 'denied');
  return denied ?? { state: 'pending' };
}
