import type { Problem } from '@portolan/plugin-traffic-common';
import type { ClusterConnection } from './ClusterConnection';
import type { ClusterWriter } from './ClusterWriter';

/** Whether a cluster can be watched without a signed-in user, and why not. */
export type BackgroundAccess =
  | { readonly usable: true }
  | { readonly usable: false; readonly problem: Problem };

/** One cluster as a source lists it; `name` is what entities write in `backstage.io/kubernetes-cluster`. */
export interface ClusterDescription {
  readonly name: string;
  readonly title: string;
  readonly dashboardUrl?: string;
  readonly access: BackgroundAccess;
  /**
   * Changes when a connection opened earlier no longer fits (another address, another credential); the cluster is then
   * connected anew. It is compared, never shown, and must hold no credential.
   */
  readonly revision?: string;
}

/** A place that knows clusters and opens connections to them. */
export interface ClusterSource {
  /** Names the source in logs, in kebab-case. */
  readonly id: string;
  /** What a person calls it: "the kubernetes plugin". */
  readonly title: string;
  /**
   * The clusters that this source knows now; called again from time to time. Rejects with a ConnectionProblemError when
   * it cannot tell, which keeps the clusters listed before.
   */
  listClusters(options: {
    signal: AbortSignal;
  }): Promise<readonly ClusterDescription[]>;
  /** Opens a connection to a cluster that it listed with usable access; makes no request and does not throw. */
  connect(cluster: ClusterDescription): ClusterConnection;
  /**
   * Opens the right to write to such a cluster; makes no request and does not throw. A source that cannot write leaves it
   * out, and whatever the portal's configuration says, nothing is written there.
   */
  openWriter?(cluster: ClusterDescription): ClusterWriter;
}
