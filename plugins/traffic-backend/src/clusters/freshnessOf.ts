import type {
  ClusterFreshness,
  KindKnowledge,
  KindStatus,
  Problem,
} from '@portolan/plugin-traffic-common';
import type { KindState } from '@portolan/plugin-traffic-engine';

type StatusIn<S extends KindStatus['state']> = Extract<
  KindStatus,
  { state: S }
>;

/** How fresh the view of a cluster is, from what is known of its kinds; `problem` is why it cannot be read at all. */
export function freshnessOf(cluster: {
  readonly name: string;
  readonly title: string;
  readonly kinds: readonly Pick<KindState, 'kind' | 'status'>[];
  readonly problem?: Problem;
}): ClusterFreshness {
  const { name, title, problem } = cluster;
  const kinds = cluster.kinds.map(
    ({ kind, status }): KindKnowledge => ({
      group: kind.group,
      kind: kind.kind,
      status,
    }),
  );
  return problem
    ? { name, title, state: 'unavailable', problem, kinds }
    : { name, title, ...judge(kinds.map(({ status }) => status)), kinds };
}

function judge(
  all: readonly KindStatus[],
): Pick<ClusterFreshness, 'state' | 'since' | 'problem'> {
  const served = all.filter(status => status.state !== 'absent');
  const stale = served.filter(isIn('stale'));
  const synced = served.filter(isIn('synced'));
  const seen = stale.length + synced.length;
  const unseen = served.filter(isUnseen);
  const why = [...stale, ...unseen].flatMap(status => status.problem ?? []);

  if (seen === 0 && unseen.length > 0) {
    const looking = unseen.some(
      status => status.state === 'pending' && !status.problem,
    );
    return looking
      ? { state: 'pending' }
      : { state: 'unavailable', problem: why[0] };
  }
  if (stale.length > 0 && synced.length === 0) {
    // Nothing new of any kind: since the last moment when something was heard.
    const last = stale.reduce((a, b) => (b.since > a.since ? b : a));
    return { state: 'stale', since: last.since, problem: last.problem };
  }
  if (stale.length > 0 || unseen.length > 0) {
    return why.length > 0
      ? { state: 'partial', problem: why[0] }
      : { state: 'partial' };
  }
  const narrow = synced.find(status => status.namespaces !== undefined);
  return narrow
    ? {
        state: 'partial',
        problem: {
          reason: 'forbidden',
          message: `Only some namespaces of this cluster may be read: ${(
            narrow.namespaces ?? []
          ).join(', ')}.`,
        },
      }
    : { state: 'live' };
}

function isIn<S extends KindStatus['state']>(state: S) {
  return (status: KindStatus): status is StatusIn<S> => status.state === state;
}

function isUnseen(
  status: KindStatus,
): status is StatusIn<'pending'> | StatusIn<'denied'> {
  return status.state === 'pending' || status.state === 'denied';
}
