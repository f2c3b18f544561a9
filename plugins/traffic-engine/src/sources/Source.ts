import type {
  Attachment,
  Gateway,
  Listener,
  ObjectRef,
  Policy,
  RequestAnswer,
  RequestOutcome,
} from '@portolan/plugin-traffic-common';
import type { KindRef } from '../kinds/KindRef';
import type { ClusterMesh, MeshPeers } from '../join/meshPeers';
import type {
  AttachedPolicy,
  ConnectionJudge,
  DependencyDraft,
  RouteDraft,
  Tunnel,
  WayOutGuide,
} from '../model/drafts';
import type { AskedRequest } from '../request/AskedRequest';
import type {
  ClusterSnapshot,
  SnapshotIndex,
} from '../snapshot/ClusterSnapshot';

/** A field or object that a source saw and could not translate: stated, never silent. */
export interface SourceProblem {
  readonly severity: 'error' | 'warning' | 'info';
  readonly object: ObjectRef;
  readonly path: string;
  readonly message: string;
}

export interface SourceResult {
  readonly gateways: readonly Gateway[];
  readonly listeners: readonly Listener[];
  readonly attachments: readonly Attachment[];
  readonly routes: readonly RouteDraft[];
  readonly dependencies: readonly DependencyDraft[];
  readonly judges: readonly ConnectionJudge[];
  readonly tunnels: readonly Tunnel[];
  readonly policies: readonly AttachedPolicy[];
  readonly waysOut: readonly WayOutGuide[];
  readonly problems: readonly SourceProblem[];
}

/** The doors of one cluster, and what is attached to them, as all sources see them. */
export type AttachedWays = Pick<
  SourceResult,
  'gateways' | 'listeners' | 'attachments'
>;

/**
 * A family of APIs that is translated into routes, dependencies and policy answers. Sources never see each other's
 * output; they share `references/`, `match/`, `topology/` and the snapshot.
 */
export interface Source {
  /** Equal to the name of its folder. */
  readonly id: string;
  readonly title: string;
  /** All kinds that `resolve` reads, those of the indexes it uses included; the result is kept while they are unchanged. */
  readonly reads: readonly KindRef[];
  /** Kinds that `resolve` uses where a snapshot has them, as files do, and that nobody watches for it: Secrets. */
  readonly readsIfGiven?: readonly KindRef[];
  /** Dear indexes that `resolve` uses: built step by step before it, so that it does not take long at once itself. */
  readonly prepares?: readonly SnapshotIndex<unknown>[];
  resolve(snapshot: ClusterSnapshot): SourceResult;
  /**
   * What becomes of this source’s policy objects (GEP-713) at the doors of the cluster, in any order; absent: its kinds have no
   * such status.
   */
  judgePolicies?(
    snapshot: ClusterSnapshot,
    ways: AttachedWays,
  ): readonly Policy[];
  /**
   * What each door of this source answers to a request, in the order of its own controller; a door that would not get the
   * request is left out. Absent: the source has no ways in.
   */
  serve?(
    snapshot: ClusterSnapshot,
    request: AskedRequest,
    mesh?: MeshPeers,
  ): readonly RequestAnswer[];
  /** The mesh that a cluster is in; undefined: none, or its identity is not known. */
  meshOf?(snapshot: ClusterSnapshot): ClusterMesh | undefined;
  /**
   * What objects of this source make of an answer at another source's door; undefined where they change nothing. Asked in the
   * order of the sources.
   */
  intercept?(
    snapshot: ClusterSnapshot,
    request: AskedRequest,
    answer: RequestAnswer,
  ): RequestOutcome | undefined;
}

/** A result with only the parts that a source has. */
export function sourceResult(parts: Partial<SourceResult>): SourceResult {
  return {
    gateways: [],
    listeners: [],
    attachments: [],
    routes: [],
    dependencies: [],
    judges: [],
    tunnels: [],
    policies: [],
    waysOut: [],
    problems: [],
    ...parts,
  };
}
