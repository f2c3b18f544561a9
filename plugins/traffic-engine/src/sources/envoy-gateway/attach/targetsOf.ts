import type { ObjectRef } from '@portolan/plugin-traffic-common';
import { NAMESPACE } from '../../../kinds/coreKinds';
import {
  GATEWAY_API_GROUP,
  POLICY_TARGET_KINDS,
} from '../../../kinds/gatewayApiKinds';
import type { KindRef } from '../../../kinds/KindRef';
import { matchLabels } from '../../../match/labels';
import { readLabelSelector } from '../../../match/readLabelSelector';
import type { PolicyTarget } from '../../../model/drafts';
import { refTo } from '../../../model/refs';
import { referenceGrants } from '../../../references/referenceGrants';
import type { ClusterSnapshot } from '../../../snapshot/ClusterSnapshot';
import type { KubeObject } from '../../../snapshot/KubeObject';
import {
  isRecord,
  readList,
  readRecord,
  readText,
} from '../../../snapshot/read';
import type { SourceProblem } from '../../Source';

export interface Targets {
  readonly targets: readonly PolicyTarget[];
  readonly problems: readonly SourceProblem[];
}

/**
 * What a policy is attached to: the objects of its own namespace that `targetRef` and `targetRefs` name, and those that
 * `targetSelectors` select by their labels; in other namespaces only where a ReferenceGrant permits it.
 */
export function targetsOf(
  snapshot: ClusterSnapshot,
  object: KubeObject,
  ref: ObjectRef,
): Targets {
  const spec = readRecord(object, 'spec');
  const named = [
    ...namedTarget(spec.targetRef, ref, 'spec.targetRef'),
    ...readList(spec, 'targetRefs').flatMap((target, index) =>
      namedTarget(target, ref, `spec.targetRefs[${index}]`),
    ),
  ];
  const selected = readList(spec, 'targetSelectors').map((selector, index) =>
    selectedTargets(snapshot, {
      selector,
      ref,
      path: `spec.targetSelectors[${index}]`,
    }),
  );
  return {
    targets: [...named, ...selected.flatMap(({ targets }) => targets)],
    problems: selected.flatMap(({ problems }) => problems),
  };
}

function namedTarget(
  target: unknown,
  ref: ObjectRef,
  path: string,
): PolicyTarget[] {
  const kind = readText(target, 'kind');
  const name = readText(target, 'name');
  const section = readText(target, 'sectionName');
  const group = readText(target, 'group') ?? GATEWAY_API_GROUP;
  if (!kind || !name) {
    return [];
  }
  const isCluster = POLICY_TARGET_KINDS.some(
    known => known.kind === kind && known.scope === 'Cluster',
  );
  return [
    {
      ref: {
        cluster: ref.cluster,
        group,
        kind,
        namespace: isCluster ? '' : ref.namespace,
        name,
      },
      ...(section ? { section } : {}),
      path,
    },
  ];
}

function selectedTargets(
  snapshot: ClusterSnapshot,
  options: { selector: unknown; ref: ObjectRef; path: string },
): Targets {
  const { selector, ref, path } = options;
  const group = readText(selector, 'group') ?? GATEWAY_API_GROUP;
  const kind = POLICY_TARGET_KINDS.find(
    known => known.group === group && known.kind === readText(selector, 'kind'),
  );
  const { matchLabels: labels, matchExpressions } = isRecord(selector)
    ? selector
    : {};
  const parsed = readLabelSelector(
    {
      ...(labels === undefined ? {} : { matchLabels: labels }),
      ...(matchExpressions === undefined ? {} : { matchExpressions }),
    },
    path,
  );
  if (!kind || !parsed.ok) {
    const message = parsed.ok
      ? `The kind ${
          readText(selector, 'kind') ?? ''
        } cannot be selected, so this selects nothing.`
      : parsed.problem.message;
    return {
      targets: [],
      problems: [
        {
          severity: 'warning',
          object: ref,
          path: parsed.ok ? `${path}.kind` : parsed.problem.path,
          message,
        },
      ],
    };
  }
  const admits = namespaceTest(snapshot, { selector, ref, kind });
  return {
    targets: snapshot
      .list(kind)
      .filter(
        target =>
          admits(refTo(snapshot.cluster, target)) &&
          matchLabels(parsed.selector, target.metadata.labels),
      )
      .map(target => ({ ref: refTo(snapshot.cluster, target) })),
    problems: [],
  };
}

/** Which namespaces a selector reaches into: its own, unless `namespaces` says more and a grant there permits it. */
function namespaceTest(
  snapshot: ClusterSnapshot,
  options: { selector: unknown; ref: ObjectRef; kind: KindRef },
): (target: ObjectRef) => boolean {
  const { selector, ref } = options;
  const namespaces = readRecord(selector, 'namespaces');
  const from = readText(namespaces, 'from') ?? 'Same';
  const chosen = readLabelSelector(namespaces.selector, '');
  const grants = snapshot.index(referenceGrants);
  return target => {
    if (target.namespace === ref.namespace) {
      return from !== 'Selector' || isChosen(ref.namespace);
    }
    return (
      (from === 'All' || (from === 'Selector' && isChosen(target.namespace))) &&
      grants.permission(ref, target).state === 'permitted'
    );
  };

  function isChosen(namespace: string): boolean {
    return (
      chosen.ok &&
      matchLabels(
        chosen.selector,
        snapshot.get(NAMESPACE, '', namespace)?.metadata.labels,
      )
    );
  }
}
