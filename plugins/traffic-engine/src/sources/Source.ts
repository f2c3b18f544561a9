import type {
  Attachment,
  Listener,
  ObjectRef,
} from '@portolan/plugin-traffic-common';
import type { KindRef } from '../kinds/KindRef';
import type {
  ConnectionJudge,
  DependencyDraft,
  RouteDraft,
} from '../model/drafts';
import type { ClusterSnapshot } from '../snapshot/ClusterSnapshot';

/** A field or object that a source saw and could not translate: stated, never silent. */
export interface SourceProblem {
  readonly severity: 'error' | 'warning' | 'info';
  readonly object: ObjectRef;
  readonly path: string;
  readonly message: string;
}

export interface SourceResult {
  readonly listeners: readonly Listener[];
  readonly attachments: readonly Attachment[];
  readonly routes: readonly RouteDraft[];
  readonly dependencies: readonly DependencyDraft[];
  readonly judges: readonly ConnectionJudge[];
  readonly problems: readonly SourceProblem[];
}

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
  resolve(snapshot: ClusterSnapshot): SourceResult;
}

/** A result with only the parts that a source has. */
export function sourceResult(parts: Partial<SourceResult>): SourceResult {
  return {
    listeners: [],
    attachments: [],
    routes: [],
    dependencies: [],
    judges: [],
    problems: [],
    ...parts,
  };
}
