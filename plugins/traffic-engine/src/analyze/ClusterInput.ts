import type { KindKey } from '../kinds/KindRef';
import type { KubeObject } from '../snapshot/KubeObject';
import type { ClusterDocument } from './clusterDocument';

/** What the input says of one cluster. */
export interface ClusterInput {
  readonly name: string;
  readonly objects: ReadonlyMap<KindKey, readonly KubeObject[]>;
  /** Kinds of which the input holds objects in a version that is not read. */
  readonly unread: ReadonlySet<KindKey>;
  /** Objects of APIs that are gone (`findRetiredApi`). */
  readonly leftOut?: readonly KubeObject[];
  readonly stated: NonNullable<ClusterDocument['kinds']>;
}
