import type { Provenance, RouteVerdict } from '@portolan/plugin-traffic-common';
import type { F5Class } from '../../f5/classes';
import type { F5Object } from '../../f5/F5Object';
import type { UnknownRecord } from '../../snapshot/read';
import type { Location } from './location';
import type { ServerPorts } from './listeners';

/** The virtual host that one controller makes of a VirtualServer, and its routes in the order of NGINX’s file. */
export interface F5Server {
  readonly controller: F5Class;
  readonly fact: F5Object;
  readonly ports: ServerPorts;
  /** Whether the controller takes it. */
  readonly door: RouteVerdict;
  readonly rules: readonly F5Rule[];
}

/** One route of a VirtualServer, or one subroute of a VirtualServerRoute that it names. */
export interface F5Rule {
  readonly id: string;
  readonly controller: F5Class;
  /** null: no VirtualServer uses the VirtualServerRoute. */
  readonly server: Pick<F5Server, 'fact' | 'ports'> | null;
  /** In which it is written: its upstreams are those of the rule. */
  readonly owner: F5Object;
  readonly ruleIndex: number;
  /** The field of `owner`: `spec.routes[0]`, `spec.subroutes[0]`. */
  readonly path: string;
  readonly route: UnknownRecord;
  readonly location: Location;
  readonly door: RouteVerdict;
  /** The route of the VirtualServer that names the VirtualServerRoute. */
  readonly parent: { route: UnknownRecord; at: Provenance } | null;
}

/** Something that is wrong with an object, as its controller would say. */
export interface F5Fault {
  readonly fact: F5Object;
  readonly path: string;
  readonly message: string;
}
