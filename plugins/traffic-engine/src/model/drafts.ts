import type { KindRef } from '../kinds/KindRef';
import type { AddressRange } from '../match/cidr';
import type { LabelSelector } from '../match/labels';
import type { WorkloadFact } from '../topology/workloadIndex';
import type {
  Backend,
  Dependency,
  Endpoints,
  Evidence,
  LayerVerdict,
  ObjectRef,
  Provenance,
  Resolution,
  Route,
  RoutePolicy,
  RouteVerdict,
  SourceAddress,
  TlsOrigination,
  WayOut,
} from '@portolan/plugin-traffic-common';

/** The Service (and its port) that a backend means; `servicePort` is the number that the Service exposes. */
export interface ServiceTarget {
  readonly service: ObjectRef;
  readonly servicePort: number;
}

/** A backend as its source sees it: resolved to a Service, not yet joined with endpoints, workloads and entities. */
export interface BackendDraft
  extends Pick<
    Backend,
    'ref' | 'port' | 'weight' | 'share' | 'reason' | 'provenance'
  > {
  readonly target: Resolution<ServiceTarget>;
  /** Set where the source knows better than the Service: a part of its pods, or a host outside. */
  readonly endpoints?: Endpoints;
  /** The workloads behind it where they are not all that the Service selects. */
  readonly workloads?: readonly ObjectRef[];
  /** What the controller sends to instead where no endpoint of this backend is ready. */
  readonly standIn?: BackendDraft;
  /** In other clusters of the mesh the Service of the same name is the same: of its pods there those with these labels count. */
  readonly acrossMesh?: { readonly labels: Readonly<Record<string, string>> };
}

/**
 * A route as its source sees it. `door` is the verdict on the way up to the rule (attachment, listener, class) alone:
 * `serving` when nothing is wrong there. The join adds what the backends say.
 */
export interface RouteDraft
  extends Omit<
    Route,
    'backends' | 'predicted' | 'agreement' | 'policies' | 'notInterpreted'
  > {
  readonly backends: readonly BackendDraft[];
  readonly door: RouteVerdict;
  /** What the source itself knows to be set for this route; the join adds the attached ones. */
  readonly policies?: readonly RoutePolicy[];
  /** Fields that were seen and not translated. */
  readonly notInterpreted?: readonly Provenance[];
  /**
   * What a policy may be attached to so that it holds for this route, nearest first: the rule (`section` is its name), the route,
   * the listener (`section`), the Gateway, the class.
   */
  readonly policyTargets?: readonly PolicyTarget[];
  /**
   * Whether we and the controller say the same of the object: conditions are of the whole object and not of one rule, so only
   * its source can compare them. Absent where a controller says nothing that could be compared.
   */
  readonly agreement?: Route['agreement'];
}

/** An object, or one named part of it, that a policy is attached to (GEP-713). */
export interface PolicyTarget {
  readonly ref: ObjectRef;
  readonly section?: string;
  /** The field by which a policy names it: `spec.targetRefs[0]`; absent where it was found otherwise. */
  readonly path?: string;
}

/** A policy object that is attached to targets, for the join to put on the routes that pass them. */
export interface AttachedPolicy {
  readonly object: ObjectRef;
  readonly createdAt: string;
  /** Policies of one family compete for a route: the nearest target wins, then the oldest, then the name. */
  readonly family: string;
  /** It is merged with what a farther target sets instead of replacing it. */
  readonly mergesWithParent: boolean;
  /** Whether it is merged all the same on the way that has these targets, since something there says so. */
  readonly mergesAt?: (targets: readonly PolicyTarget[]) => boolean;
  /** Whether a policy on this target can be the one that it is merged with; absent: the nearest, whatever its target. */
  readonly isParent?: (target: PolicyTarget) => boolean;
  readonly targets: readonly PolicyTarget[];
  readonly sets: readonly Omit<RoutePolicy, 'state' | 'by'>[];
  /** Whether a controller minds the policy; absent: all do. Where the controller is not known, the policy is shown. */
  readonly isFor?: (controller: string) => boolean;
  /**
   * Whether its controller cannot apply it at one Gateway to a route with these targets, and answers all requests that it
   * holds for with an error.
   */
  readonly invalidAt?: (
    gateway: ObjectRef,
    targets: readonly PolicyTarget[],
  ) => boolean;
  /** What its controller says: `not-accepted` keeps it out of force. */
  readonly accepted: 'accepted' | 'not-accepted' | 'not-known';
}

/**
 * What is known of the way out of one dependency; the first that knows decides each part. `evidence` of all is kept: what
 * names the destination for everybody, without saying whose it is.
 */
export interface WayOutAnswer {
  readonly evidence?: readonly Evidence[];
  /** With a `via` of a gateway: the Service that the connection is really made to, since policies see that one alone. */
  readonly firstHop?: {
    readonly service: ObjectRef;
    readonly port: number | null;
  };
  /**
   * What a gateway or waypoint on the way lets through, judged by who knows which host is called; the judge of the layer
   * `insteadOf` knows less of that hop and is not asked about it.
   */
  readonly onTheWay?: {
    readonly verdicts: readonly LayerVerdict[];
    readonly insteadOf: string;
  };
  /** A proxy may send the connection elsewhere, and it is not known where: what closes the straight way closes nothing surely. */
  readonly mayRedirect?: boolean;
  readonly via?: WayOut;
  readonly sourceAddress?: SourceAddress;
  /** Holds where the connection leaves straight from the pod, no proxy may redirect it, and no guide knows better. */
  readonly sourceAddressIfDirect?: SourceAddress;
  readonly tls?: TlsOrigination;
}

/** Knows, for the cluster’s workloads, how their connections leave. */
export interface WayOutGuide {
  /** The lowest is asked first. */
  readonly order: number;
  /**
   * The kinds that tell whether there is such a way for a workload that is known itself; those that its source reads where they
   * are not given.
   */
  readonly reads?:
    | readonly KindRef[]
    | ((workload: WorkloadFact) => readonly KindRef[]);
  guide(
    workload: WorkloadFact,
    dependency: Pick<DependencyDraft, 'destination' | 'port' | 'protocol'>,
  ): WayOutAnswer | undefined;
}

/** A dependency as its source sees it; the join adds owners and asks every judge whether it is permitted. */
export interface DependencyDraft
  extends Pick<
    Dependency,
    | 'cluster'
    | 'workload'
    | 'destination'
    | 'port'
    | 'protocol'
    | 'evidence'
    | 'declared'
  > {
  /** Set where the source itself says how the connection leaves. */
  readonly via?: WayOut;
  readonly tls?: TlsOrigination;
  /** What a `peers` destination says in words, for judges. */
  readonly peers?: PeerSelector;
  /** Set by a source that already knows its own layer's answer, which no judge could find again. */
  readonly verdicts?: readonly LayerVerdict[];
}

/** Pods of the cluster by selectors. */
export interface PeerSelector {
  /** null: the pods of `namespace` alone. */
  readonly namespaces: LabelSelector | null;
  readonly namespace: string;
  readonly pods: LabelSelector;
}

/** One end of a connection, as policies see it. */
export type ConnectionEnd =
  | {
      readonly kind: 'pod';
      readonly namespace: string;
      readonly labels: Readonly<Record<string, string>>;
      readonly ips: readonly string[];
      readonly hostNetwork: boolean;
      /** Container ports by name, for policies that name a port. */
      readonly namedPorts: readonly NamedPort[];
      /** Names of all its containers, injected ones included; absent where only a template is known. */
      readonly containers?: readonly string[];
      readonly serviceAccount?: string;
    }
  /** Any pod of the cluster, for questions about all of them at once; policies mean it wholly, in part or not at all. */
  | {
      readonly kind: 'any-pod';
      /** Where pods have their addresses. */
      readonly addresses: readonly AddressRange[];
    }
  | { readonly kind: 'address'; readonly ip: string }
  | {
      readonly kind: 'cidr';
      readonly cidr: string;
      readonly except?: readonly string[];
    }
  | { readonly kind: 'host'; readonly host: string };

export interface NamedPort {
  readonly name: string;
  readonly port: number;
  readonly protocol: string;
}

export interface PortRange {
  readonly from: number;
  readonly to: number;
}

export interface Connection {
  readonly from: ConnectionEnd;
  readonly to: ConnectionEnd;
  /** null: the port is not known, any port may be meant. */
  readonly port: number | PortRange | null;
  /** null: the protocol is not known, any may be meant. */
  readonly protocol: string | null;
}

/** What a policy layer may do with a connection; `pass` leaves it to the next layer of its chain. */
export type Outcome = 'allow' | 'deny' | 'pass';

/** A layer's verdict with every outcome that is possible: one when it is known, more when it is not. */
export interface LayerAnswer extends LayerVerdict {
  readonly outcomes: ReadonlySet<Outcome>;
  /** Where the ports that were asked about do not all get the same answer: those at which another answer may begin. */
  readonly portCuts?: readonly number[];
}

/** One policy layer of one cluster: answers for egress at the source and ingress at the destination separately. */
export interface ConnectionJudge {
  readonly layer: string;
  /**
   * Layers of one chain are asked in `order`; the first that does not pass decides for the chain, and a chain where all
   * pass allows. Different chains must all allow.
   */
  readonly chain: { readonly id: string; readonly order: number };
  /** It stands in the pod, before a proxy sends a connection elsewhere: asked about the destination that was asked for. */
  readonly beforeRedirect?: boolean;
  /** It judges what a tunnel carries; the others see the tunnel alone. */
  readonly isInsideTunnel?: boolean;
  /** Label keys of pods that its selectors mention: pods of one namespace that agree on them are judged alike. */
  readonly labelKeys: ReadonlySet<string>;
  judge(connection: Connection): readonly LayerAnswer[];
}

/** What carries connections between pods at a port of its own, so that what stands between them sees that port alone. */
export interface Tunnel {
  readonly labelKeys: ReadonlySet<string>;
  /** TCP. */
  readonly port: number;
  /** Whether it carries a connection of TCP. */
  carries(connection: Connection): 'yes' | 'no' | 'maybe';
}
