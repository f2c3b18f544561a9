import type { KindStatus, ObjectRef } from '@portolan/plugin-traffic-common';
import type {
  ClusterSnapshot,
  SnapshotIndex,
} from '../snapshot/ClusterSnapshot';
import type { KubeObject } from '../snapshot/KubeObject';
import { readList, readText } from '../snapshot/read';
import { REFERENCE_GRANT } from '../kinds/gatewayApiKinds';
import { canTellAbsence } from './lookUp';

/** Who refers: a kind in a namespace. */
export interface Referrer {
  readonly group: string;
  readonly kind: string;
  readonly namespace: string;
}

export type Permission =
  | { readonly state: 'permitted' }
  | { readonly state: 'forbidden' }
  | { readonly state: 'unknown'; readonly because: KindStatus };

/** Answers whether references across namespaces are permitted. */
export interface ReferenceGrants {
  /**
   * Whether `from` may refer to `to`: always within a namespace, else by a grant in the namespace of the target. A grant
   * that we hold permits whatever else is not known; only with all grants of the namespace known is a reference forbidden.
   */
  permission(from: Referrer, to: ObjectRef): Permission;
}

interface Grant {
  readonly from: readonly Referrer[];
  readonly to: readonly GrantTarget[];
}

interface GrantTarget {
  readonly group: string;
  readonly kind: string;
  /** null: every name. */
  readonly name: string | null;
}

const PERMITTED: Permission = { state: 'permitted' };
const FORBIDDEN: Permission = { state: 'forbidden' };

/** The ReferenceGrants of a cluster: they add up, and each counts in its own namespace only (ReferenceGrantSpec). */
export const referenceGrants: SnapshotIndex<ReferenceGrants> = {
  name: 'reference-grants',
  reads: [REFERENCE_GRANT],
  build: buildReferenceGrants,
};

function buildReferenceGrants(snapshot: ClusterSnapshot): ReferenceGrants {
  const status = snapshot.statusOf(REFERENCE_GRANT);
  const byNamespace = new Map<string, Grant[]>();
  for (const object of snapshot.list(REFERENCE_GRANT)) {
    const namespace = object.metadata.namespace ?? '';
    const grants = byNamespace.get(namespace) ?? [];
    grants.push(readGrant(object));
    byNamespace.set(namespace, grants);
  }
  return {
    permission: (from, to) => {
      if (from.namespace === to.namespace) {
        return PERMITTED;
      }
      const grants = byNamespace.get(to.namespace) ?? [];
      if (grants.some(grant => permits(grant, from, to))) {
        return PERMITTED;
      }
      return canTellAbsence(status, to.namespace)
        ? FORBIDDEN
        : { state: 'unknown', because: status };
    },
  };
}

function permits(grant: Grant, from: Referrer, to: ObjectRef): boolean {
  return (
    grant.from.some(
      source =>
        source.group === from.group &&
        source.kind === from.kind &&
        source.namespace === from.namespace,
    ) &&
    grant.to.some(
      target =>
        target.group === to.group &&
        target.kind === to.kind &&
        (target.name === null || target.name === to.name),
    )
  );
}

function readGrant({ spec }: KubeObject): Grant {
  return {
    from: readList(spec, 'from').map(entry => ({
      group: readText(entry, 'group') ?? '',
      kind: readText(entry, 'kind') ?? '',
      namespace: readText(entry, 'namespace') ?? '',
    })),
    to: readList(spec, 'to').map(entry => ({
      group: readText(entry, 'group') ?? '',
      kind: readText(entry, 'kind') ?? '',
      name: readText(entry, 'name') || null,
    })),
  };
}
