import type { KindStatus } from '@portolan/plugin-traffic-common';
import { NAMESPACE } from '../kinds/coreKinds';
import { matchLabels, type LabelSelector } from '../match/labels';
import type { Match } from '../match/Match';
import { canTellAbsence } from '../references/lookUp';
import type { SnapshotIndex } from '../snapshot/ClusterSnapshot';

/** The label that every API server gives every namespace. */
export const NAMESPACE_NAME_LABEL = 'kubernetes.io/metadata.name';

/** The mark of a Namespace that only objects in it speak of: which other labels it has, its document would say. */
export const IMPLIED = 'portolan.dev/implied';

export interface NamespaceLabels {
  readonly status: KindStatus;
  /** Whether a namespace satisfies a selector; without its labels only its name can be told. */
  match(selector: LabelSelector, namespace: string): Match;
  /** The value of one label; undefined: it has none; null: not known. */
  labelOf(namespace: string, key: string): string | undefined | null;
  /** Whether no document of the namespace was given: that it has no label is then an assumption. */
  isImplied(namespace: string): boolean;
}

/** Whether a selector means every namespace: it asks for nothing, or for the name alone, which each has. */
export function selectsAllNamespaces({
  matchLabels: pairs = {},
  matchExpressions = [],
}: LabelSelector): boolean {
  return (
    Object.keys(pairs).length === 0 &&
    matchExpressions.every(
      requirement =>
        isAboutName(requirement) && requirement.operator === 'Exists',
    )
  );
}

/** The labels of namespaces as policies see them. */
export const namespaceLabels: SnapshotIndex<NamespaceLabels> = {
  name: 'namespace labels',
  reads: [NAMESPACE],
  build: snapshot => {
    const status = snapshot.statusOf(NAMESPACE);
    const known = new Map(
      snapshot
        .list(NAMESPACE)
        .map(({ metadata }) => [
          metadata.name,
          { ...metadata.labels, [NAMESPACE_NAME_LABEL]: metadata.name },
        ]),
    );
    const implied = new Set(
      snapshot
        .list(NAMESPACE)
        .filter(({ metadata }) => metadata.annotations?.[IMPLIED])
        .map(({ metadata }) => metadata.name),
    );
    const labelsOf = (
      namespace: string,
    ): Readonly<Record<string, string>> | undefined =>
      known.get(namespace) ??
      (canTellAbsence(status, namespace)
        ? { [NAMESPACE_NAME_LABEL]: namespace }
        : undefined);
    return {
      status,
      match: (selector, namespace) => {
        const labels = labelsOf(namespace);
        return labels
          ? yesOrNo(matchLabels(selector, labels))
          : matchByName(selector, namespace);
      },
      labelOf: (namespace, key) => {
        if (key === NAMESPACE_NAME_LABEL) {
          return namespace;
        }
        const labels = labelsOf(namespace);
        return labels ? labels[key] : null;
      },
      isImplied: namespace => implied.has(namespace),
    };
  },
};

function matchByName(selector: LabelSelector, namespace: string): Match {
  const { matchLabels: pairs = {}, matchExpressions = [] } = selector;
  const { [NAMESPACE_NAME_LABEL]: name, ...otherPairs } = pairs;
  const decided = matchLabels(
    {
      matchLabels: name === undefined ? {} : { [NAMESPACE_NAME_LABEL]: name },
      matchExpressions: matchExpressions.filter(isAboutName),
    },
    { [NAMESPACE_NAME_LABEL]: namespace },
  );
  if (!decided) {
    return 'no';
  }
  return Object.keys(otherPairs).length === 0 &&
    matchExpressions.every(isAboutName)
    ? 'yes'
    : 'kind-not-known';
}

function isAboutName({ key }: { key: string }): boolean {
  return key === NAMESPACE_NAME_LABEL;
}

function yesOrNo(holds: boolean): Match {
  return holds ? 'yes' : 'no';
}
