import { matchLabels } from '../match/labels';
import { isDoubt } from '../match/Match';
import type { PeerSelector } from '../model/drafts';
import type { ClusterSnapshot } from '../snapshot/ClusterSnapshot';
import { groupBy } from '../snapshot/groupBy';
import { workloadIndex } from '../topology/workloadIndex';
import { NAMESPACE_NAME_LABEL, namespaceLabels } from './namespaceLabels';
import type { PodGroup, PodGroups } from './podGroups';

/** More kinds of pods than this are not judged one by one. */
const MAX_PEERS = 10;

/** The groups of pods that a selector chooses; undefined when they are too many, or not known. */
export type ChoosePeers = (
  peers: PeerSelector,
) => readonly PodGroup[] | undefined;

/** Finds the pods that selectors choose, by a label pair that they need; each selector is followed once. */
export function createChoosePeers(
  snapshot: ClusterSnapshot,
  podGroups: PodGroups,
): ChoosePeers {
  const chosen = new WeakMap<
    PeerSelector,
    { groups: readonly PodGroup[] | undefined }
  >();
  let prepared: PeerTable | undefined;
  const choose: ChoosePeers = ({ namespaces: selector, namespace, pods }) => {
    prepared ??= tablePeers(snapshot, podGroups);
    const { byPair, byNamespace } = prepared;
    const namespaces = snapshot.index(namespaceLabels);
    const wanted = selector ?? {
      matchLabels: { [NAMESPACE_NAME_LABEL]: namespace },
    };
    // Namespaces are few: each is asked once, and the pods of those that do not fit are never looked at.
    const fitting = new Map(
      [...byNamespace.keys()].flatMap(name => {
        const match = namespaces.match(wanted, name);
        return match === 'no' ? [] : [[name, match] as const];
      }),
    );
    const [pair] = Object.entries(pods.matchLabels ?? {});
    const candidates = pair
      ? byPair.get(pair.join('=')) ?? []
      : [...fitting.keys()].flatMap(name => byNamespace.get(name) ?? []);
    const found: PodGroup[] = [];
    for (const group of candidates) {
      const there = fitting.get(group.end.namespace);
      if (there && matchLabels(pods, group.end.labels)) {
        if (there === 'yes') {
          found.push(group);
        }
        if (isDoubt(there) || found.length > MAX_PEERS) {
          return undefined;
        }
      }
    }
    return found;
  };
  return peers => {
    let known = chosen.get(peers);
    if (!known) {
      known = { groups: choose(peers) };
      chosen.set(peers, known);
    }
    return known.groups;
  };
}

interface PeerTable {
  readonly byPair: ReadonlyMap<string, readonly PodGroup[]>;
  readonly byNamespace: ReadonlyMap<string, readonly PodGroup[]>;
}

/** The groups of all pods of the cluster, which only a selector asks for. */
function tablePeers(
  snapshot: ClusterSnapshot,
  podGroups: PodGroups,
): PeerTable {
  const groups = snapshot.index(workloadIndex).all.flatMap(podGroups);
  const byPair = new Map<string, PodGroup[]>();
  for (const group of groups) {
    for (const pair of Object.entries(group.end.labels)) {
      const key = pair.join('=');
      const known = byPair.get(key);
      if (known) {
        known.push(group);
      } else {
        byPair.set(key, [group]);
      }
    }
  }
  return {
    byPair,
    byNamespace: groupBy(groups, group => group.end.namespace),
  };
}
