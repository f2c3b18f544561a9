import type { LayerVerdict, ObjectRef } from '@portolan/plugin-traffic-common';
import { POD, SERVICE } from '../kinds/coreKinds';
import type { ConnectionEnd } from '../model/drafts';
import { parseAddress, parseCidr } from '../match/cidr';
import { lookUp } from '../references/lookUp';
import type {
  ClusterSnapshot,
  SnapshotIndex,
} from '../snapshot/ClusterSnapshot';
import { judgesOf } from '../sources/resultOf';
import type { Source } from '../sources/Source';
import { podFact } from '../topology/Pod';
import { serviceFact } from '../topology/Service';
import { workloadIndex } from '../topology/workloadIndex';
import { serviceDestinations, type Destinations } from './destinationsOf';
import { judgeConnection, type ConnectionVerdict } from './judgeConnection';
import { courtOf, mergeVerdicts, toWire, type Court } from './judgeDependency';

/** One end of a connection that somebody asks about. `object` is a workload, a pod or (as destination) a Service. */
export type AskedEnd =
  | { readonly kind: 'object'; readonly ref: ObjectRef }
  | { readonly kind: 'address'; readonly ip: string }
  | { readonly kind: 'cidr'; readonly cidr: string }
  | { readonly kind: 'host'; readonly host: string };

/** A question about one connection in one cluster; a port or protocol of null means that any may be meant. */
export interface ConnectionQuestion {
  readonly snapshot: ClusterSnapshot;
  readonly sources: readonly Source[];
  readonly from: AskedEnd;
  readonly to: AskedEnd;
  readonly port: number | null;
  readonly protocol: string | null;
}

/** The answer, with the rules that decide in every layer; or which end cannot be looked up, and why. */
export type ConnectionExplanation =
  | {
      readonly state: 'explained';
      readonly verdict: LayerVerdict['verdict'];
      readonly layers: readonly LayerVerdict[];
    }
  | {
      readonly state: 'not-found';
      readonly end: 'from' | 'to';
      readonly why: 'missing' | 'unknown' | 'no-address' | 'no-such-port';
    };

type NotFound = Extract<ConnectionExplanation, { state: 'not-found' }>;
type Ends = Destinations | NotFound;

/** Whose address one is: pods of their own network, and Services. Pods on a node's network share the node's address. */
const addressIndex: SnapshotIndex<ReadonlyMap<string, ObjectRef>> = {
  name: 'addresses',
  reads: [POD, SERVICE],
  build: snapshot => {
    const owners = new Map<string, ObjectRef>();
    const put = (
      ips: readonly string[],
      kind: typeof POD,
      { namespace, name }: { namespace: string; name: string },
    ) => {
      for (const ip of ips) {
        owners.set(ip, {
          cluster: snapshot.cluster,
          group: kind.group,
          kind: kind.kind,
          namespace,
          name,
        });
      }
    };
    for (const pod of snapshot.list(POD).map(podFact)) {
      if (!pod.hostNetwork) {
        put(pod.ips, POD, pod);
      }
    }
    for (const service of snapshot.list(SERVICE).map(serviceFact)) {
      put(
        service.clusterIPs.filter(ip => ip !== 'None'),
        SERVICE,
        service,
      );
    }
    return owners;
  },
};

/**
 * Whether one connection may be made and which rules decide. A Service means the pods behind it at their own ports; the
 * address of a pod or a Service means that pod or Service. Never fails: an end that is not there is an answer.
 */
export function explainConnection(
  question: ConnectionQuestion,
): ConnectionExplanation {
  const { snapshot, sources, port, protocol } = question;
  const court = courtOf(judgesOf(sources, snapshot), snapshot);
  const asked = { port, protocol };
  const from = endsOf(question.from, 'from', { snapshot, court, asked });
  if ('state' in from) {
    return from;
  }
  const to = endsOf(question.to, 'to', { snapshot, court, asked });
  if ('state' in to) {
    return to;
  }
  const perSource = from.ends.map(
    (source): Pick<ConnectionVerdict, 'verdict' | 'layers'> =>
      mergeVerdicts(
        to.ends.map(destination =>
          judgeConnection({ ...destination, from: source.to }, court.judges),
        ),
        to.mixed,
      ),
  );
  const { verdict, layers } = mergeVerdicts(perSource, from.mixed);
  return { state: 'explained', verdict, layers: layers.map(toWire) };
}

function endsOf(
  end: AskedEnd,
  which: 'from' | 'to',
  context: {
    snapshot: ClusterSnapshot;
    court: Court;
    asked: { port: number | null; protocol: string | null };
  },
): Ends {
  const { snapshot, asked } = context;
  const one = (to: ConnectionEnd): Destinations => ({
    ends: [{ to, ...asked }],
    mixed: 'depends-on-address',
  });
  switch (end.kind) {
    case 'object':
      return objectEnds(end.ref, which, context);
    case 'address': {
      const owner = snapshot.index(addressIndex).get(end.ip);
      if (owner) {
        return objectEnds(owner, which, context);
      }
      return parseAddress(end.ip) ? one(end) : notFound(which, 'no-address');
    }
    case 'cidr':
      return parseCidr(end.cidr) ? one(end) : notFound(which, 'no-address');
    default:
      return one(end);
  }
}

function objectEnds(
  ref: ObjectRef,
  which: 'from' | 'to',
  context: Parameters<typeof endsOf>[2],
): Ends {
  const { snapshot, court, asked } = context;
  if (ref.group === SERVICE.group && ref.kind === SERVICE.kind) {
    return (
      serviceDestinations(ref, asked, court) ??
      notFound(
        which,
        lookUp(snapshot, SERVICE, ref.namespace, ref.name).state === 'resolved'
          ? 'no-such-port'
          : absence(snapshot, SERVICE, ref),
      )
    );
  }
  const workload = snapshot.index(workloadIndex).get(ref);
  const groups = workload ? court.podGroups(workload) : [];
  if (groups.length > 0) {
    return {
      ends: groups.map(group => ({ to: group.end, ...asked })),
      mixed: 'pods-differ',
    };
  }
  const pod = snapshot.get(POD, ref.namespace, ref.name);
  return ref.kind === POD.kind && pod
    ? {
        ends: [{ to: { kind: 'pod', ...podFact(pod) }, ...asked }],
        mixed: 'pods-differ',
      }
    : notFound(which, absence(snapshot, POD, ref));
}

function absence(
  snapshot: ClusterSnapshot,
  kind: typeof POD,
  ref: ObjectRef,
): 'missing' | 'unknown' {
  return lookUp(snapshot, kind, ref.namespace, ref.name).state === 'unknown'
    ? 'unknown'
    : 'missing';
}

function notFound(end: 'from' | 'to', why: NotFound['why']): NotFound {
  return { state: 'not-found', end, why };
}
