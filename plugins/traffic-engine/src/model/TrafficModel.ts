import type {
  Attachment,
  Dependency,
  Finding,
  Gateway,
  Listener,
  Policy,
  Route,
  Workload,
} from '@portolan/plugin-traffic-common';
import type { SourceProblem } from '../sources/Source';

/** All that is known of the traffic of all clusters, in a total order; a value, never changed. */
export interface TrafficModel {
  readonly gateways: readonly Gateway[];
  readonly listeners: readonly Listener[];
  readonly attachments: readonly Attachment[];
  readonly routes: readonly Route[];
  /** Policy objects (GEP-713) with what becomes of each. */
  readonly policies: readonly Policy[];
  readonly workloads: readonly Workload[];
  readonly dependencies: readonly Dependency[];
  readonly findings: readonly Finding[];
  readonly problems: readonly SourceProblem[];
}
