import type {
  Destination,
  Evidence,
  SourceAddress,
  WayOut,
} from '@portolan/plugin-traffic-common';
import ipaddr from 'ipaddr.js';
import type { KindRef } from '../kinds/KindRef';
import type {
  DependencyDraft,
  WayOutAnswer,
  WayOutGuide,
} from '../model/drafts';
import { canTellAbsence } from '../references/lookUp';
import type { ClusterSnapshot } from '../snapshot/ClusterSnapshot';
import { readsOf } from '../sources/resultOf';
import type { Source, SourceResult } from '../sources/Source';
import type { WorkloadFact } from '../topology/workloadIndex';

/** The addresses that the outside sees of a cluster, by its name: what no API object of a cluster holds. */
export type EgressNat = Readonly<Record<string, readonly string[]>>;

/** All that the guides of a cluster say of one dependency. */
export interface ResolvedWayOut
  extends Omit<WayOutAnswer, 'evidence' | 'sourceAddressIfDirect'> {
  readonly via: WayOut;
  readonly sourceAddress: SourceAddress;
  readonly evidence: readonly Evidence[];
  readonly mayRedirect: boolean;
}

export type ResolveWayOut = (
  draft: DependencyDraft,
  workload: WorkloadFact | undefined,
) => ResolvedWayOut;

const NOT_KNOWN: WayOut = { kind: 'not-known' };
const DIRECT: WayOut = { kind: 'direct' };

/**
 * Asks the guides of a cluster in their order; the first that knows decides each part, and what the draft itself says comes
 * before all. A connection of which no guide knows is `direct` only where every guide could look at the kinds that
 * would lead this workload's connections elsewhere.
 */
export function createResolveWayOut(options: {
  snapshot: ClusterSnapshot;
  sources: readonly Source[];
  /** Of the sources, in their order. */
  results: readonly Pick<SourceResult, 'waysOut'>[];
  natAddresses: readonly string[];
}): ResolveWayOut {
  const { snapshot, sources, results, natAddresses } = options;
  const entries = results
    .flatMap(({ waysOut }, position) =>
      waysOut.map(guide => ({ guide, all: readsOf(sources[position]) })),
    )
    .sort((a, b) => a.guide.order - b.guide.order);
  const guides = entries.map(({ guide }) => guide);
  const knowledge = new Map<readonly KindRef[], boolean>();
  const isKnown = (kinds: readonly KindRef[]) => {
    const known = knowledge.get(kinds) ?? areAllKnown(snapshot, kinds);
    knowledge.set(kinds, known);
    return known;
  };
  /** Without any guide nothing was looked at. */
  const otherwise = (workload: WorkloadFact | undefined) =>
    entries.length > 0 &&
    entries.every(({ guide: { reads }, all }) =>
      isKnown(
        (typeof reads === 'function' ? workload && reads(workload) : reads) ??
          all,
      ),
    )
      ? DIRECT
      : NOT_KNOWN;
  return (draft, workload) => {
    const answers = workload ? ask(guides, workload, draft) : [];
    const led = knownWay(draft.via)
      ? undefined
      : answers.find(answer => answer.via);
    const { firstHop, onTheWay } = led ?? {};
    const tls = draft.tls ?? answers.find(answer => answer.tls)?.tls;
    const via =
      knownWay(draft.via) ??
      answers.find(answer => answer.via)?.via ??
      (draft.destination.kind === 'entity' ? NOT_KNOWN : otherwise(workload));
    const ifDirect =
      via.kind === 'direct' && !answers.some(answer => answer.mayRedirect)
        ? answers.find(answer => answer.sourceAddressIfDirect)
        : undefined;
    return {
      via,
      sourceAddress:
        answers.find(answer => answer.sourceAddress)?.sourceAddress ??
        ifDirect?.sourceAddressIfDirect ??
        statedAddress(draft.destination, natAddresses),
      ...(tls && { tls }),
      ...(firstHop && { firstHop }),
      ...(onTheWay && { onTheWay }),
      mayRedirect:
        !knownWay(draft.via) && answers.some(answer => answer.mayRedirect),
      evidence: answers.flatMap(answer => answer.evidence ?? []),
    };
  };
}

/** The kinds that guides look at: an answer holds while they are unchanged. */
export function guideReadsOf(
  sources: readonly Source[],
  results: readonly Pick<SourceResult, 'waysOut'>[],
): readonly KindRef[] {
  return sources
    .filter((_, position) => results[position].waysOut.length > 0)
    .flatMap(readsOf);
}

function ask(
  guides: readonly WayOutGuide[],
  workload: WorkloadFact,
  draft: DependencyDraft,
): readonly WayOutAnswer[] {
  return guides.flatMap(guide => guide.guide(workload, draft) ?? []);
}

function knownWay(via: WayOut | undefined): WayOut | undefined {
  return via?.kind === 'not-known' ? undefined : via;
}

function areAllKnown(
  snapshot: ClusterSnapshot,
  kinds: readonly KindRef[],
): boolean {
  return kinds.every(kind => {
    const status = snapshot.statusOf(kind);
    return (
      canTellAbsence(status, '') &&
      !('namespaces' in status && status.namespaces)
    );
  });
}

/** What the operator states holds for what leaves the cluster's network: hosts outside, and addresses that are public. */
function statedAddress(
  destination: Destination,
  addresses: readonly string[],
): SourceAddress {
  return addresses.length > 0 && leavesNetwork(destination)
    ? { state: 'stated-by-operator', addresses: [...addresses] }
    : { state: 'not-known' };
}

function leavesNetwork(destination: Destination): boolean {
  switch (destination.kind) {
    case 'host':
      return ipaddr.isValid(destination.host)
        ? isPublic(destination.host)
        : destination.host.includes('.') &&
            !/\.(svc|local|internal)$|\.svc\./.test(destination.host);
    case 'cidr':
      return isPublic(destination.cidr.split('/')[0]);
    default:
      return false;
  }
}

function isPublic(address: string): boolean {
  return ipaddr.isValid(address) && ipaddr.parse(address).range() === 'unicast';
}
