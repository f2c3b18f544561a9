import type {
  Address,
  Certificate,
  ObjectRef,
  Route,
} from '@portolan/plugin-traffic-common';
import type {
  GatewayServer,
  IstioGateway,
} from '../../../istio/facts/gateways';
import type { ServicePortFact } from '../../../topology/Service';
import type { WorkloadFact } from '../../../topology/workloadIndex';

/**
 * What istiod builds from a server: plain HTTP; HTTP after TLS is terminated; bytes after TLS is terminated; TLS that is
 * passed on by its server name; plain bytes; or the way between clusters, which carries the mesh's own TLS.
 */
export type ServerKind =
  | 'http'
  | 'https'
  | 'tls-terminated'
  | 'tls-passthrough'
  | 'tcp'
  | 'east-west';

/** One host of a server: from which namespace a VirtualService may come, and the name. */
export interface ServerHost {
  /** `*` for all namespaces. */
  readonly namespace: string;
  readonly host: string;
}

/** Who plays a Gateway: the pods its selector finds, and the Services in front of them. */
export interface GatewayWorkloads {
  readonly workloads: readonly WorkloadFact[];
  /** Whether all pods and workloads could be looked at. */
  readonly isKnown: boolean;
  readonly services: readonly GatewayService[];
  /** The namespaces of the workloads and Services, sorted; that of the Gateway where none is known. */
  readonly namespaces: readonly string[];
  /** Gateways with equal keys are merged on one proxy. */
  readonly key: string;
}

export interface GatewayService {
  readonly ref: ObjectRef;
  readonly ports: readonly Pick<ServicePortFact, 'port' | 'targetPort'>[];
  readonly addresses: readonly Address[];
  readonly isInternal: boolean;
  /** Not where a label of Knative’s says that Gateways name the pods' ports alone. */
  readonly isTranslated: boolean;
}

/** One server of one Gateway with all that its routes need of it. */
export interface ServerEntry {
  readonly gateway: IstioGateway;
  readonly index: number;
  /** `spec.servers[0]` */
  readonly path: string;
  readonly fact: GatewayServer;
  /** As it is called on the wire: its own name, else that of its port. */
  readonly name: string;
  readonly port: number;
  /** Where the pods listen: servers of one proxy with the same are merged. */
  readonly listensAt: number | string;
  /** The port of the Services in front, where that is another: what clients ask for. */
  readonly reachedPort: number;
  /** All ports of Services that lead to it. */
  readonly reachedPorts: readonly number[];
  readonly kind: ServerKind;
  readonly hosts: readonly ServerHost[];
  readonly redirectsToHttps: boolean;
  readonly workloads: GatewayWorkloads;
  readonly addresses: readonly Address[];
  readonly exposure: Route['exposure'];
  readonly certificates: readonly Certificate[];
  /** Set where istiod leaves it out of its proxy, or may. */
  readonly leftOut?: LeftOut;
}

/** Why a server is not merged with those of its proxy: another holds its port, or with TLS one of its hosts. */
export interface LeftOut {
  readonly by: 'port-taken' | 'host-taken' | 'port-name-taken';
  readonly holder: IstioGateway;
  /** Not where it goes by the age of Gateways that is not known, or by the version of istiod. */
  readonly isSure: boolean;
}
