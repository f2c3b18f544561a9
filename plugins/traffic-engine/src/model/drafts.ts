import type { LabelSelector } from '../match/labels';
import type {
  Backend,
  Dependency,
  LayerVerdict,
  ObjectRef,
  Resolution,
  Route,
  RouteVerdict,
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
}

/**
 * A route as its source sees it. `door` is the verdict on the way up to the rule (attachment, listener, class) alone:
 * `serving` when nothing is wrong there. The join adds what the backends say.
 */
export interface RouteDraft
  extends Omit<Route, 'backends' | 'predicted' | 'agreement'> {
  readonly backends: readonly BackendDraft[];
  readonly door: RouteVerdict;
  /**
   * Whether we and the controller say the same of the object: conditions are of the whole object and not of one rule, so only
   * its source can compare them. Absent where a controller says nothing that could be compared.
   */
  readonly agreement?: Route['agreement'];
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
    | 'via'
  > {
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
  /** The ports that were asked about do not all get the same answer. */
  readonly portsDiffer?: boolean;
}

/** One policy layer of one cluster: answers for egress at the source and ingress at the destination separately. */
export interface ConnectionJudge {
  readonly layer: string;
  /**
   * Layers of one chain are asked in `order`; the first that does not pass decides for the chain, and a chain where all
   * pass allows. Different chains must all allow.
   */
  readonly chain: { readonly id: string; readonly order: number };
  /** Label keys of pods that its selectors mention: pods of one namespace that agree on them are judged alike. */
  readonly labelKeys: ReadonlySet<string>;
  judge(connection: Connection): readonly LayerAnswer[];
}
