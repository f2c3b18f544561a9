import type { AnalysisProblem } from '@portolan/plugin-traffic-common';
import { IMPLIED } from '../egress/namespaceLabels';
import { NAMESPACE } from '../kinds/coreKinds';
import { REFERENCE_GRANT } from '../kinds/gatewayApiKinds';
import { kindKey } from '../kinds/KindRef';
import type { KubeObject } from '../snapshot/KubeObject';
import { isRecord, readList, readRecord, readText } from '../snapshot/read';
import type { ClusterInput } from './ClusterInput';

/** The label that the API server puts on every Namespace. */
const NAME_LABEL = 'kubernetes.io/metadata.name';

/**
 * The Namespaces of the input, with the label that the API server adds, and those that only objects speak of: a namespace
 * that holds something exists. Its other labels are not known, which is told where a selector asks for any.
 */
export function completeNamespaces(cluster: ClusterInput): {
  objects: readonly KubeObject[];
  problems: readonly AnalysisProblem[];
} {
  const given = cluster.objects.get(kindKey(NAMESPACE)) ?? [];
  const known = new Set(given.map(namespace => namespace.metadata.name));
  const all = [...cluster.objects.values()].flat();
  const implied = [
    ...new Set(all.flatMap(object => object.metadata.namespace ?? [])),
  ]
    .filter(name => !known.has(name))
    .sort();
  const selectable = new Set(
    [...cluster.objects].flatMap(([key, objects]) =>
      key === kindKey(REFERENCE_GRANT)
        ? []
        : objects.flatMap(object => object.metadata.namespace ?? []),
    ),
  );
  // Of a namespace that holds grants alone, no selector could choose anything.
  const unlabelled = implied.filter(name => selectable.has(name));
  const asked =
    unlabelled.length > 0 ? [...new Set(all.flatMap(askedLabels))] : [];
  return {
    objects: [
      ...given,
      ...implied.map(name => ({
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: { name, annotations: { [IMPLIED]: 'true' } },
      })),
    ].map(withNameLabel),
    problems:
      asked.length === 0
        ? []
        : [
            {
              severity: 'warning',
              message: `Namespaces are selected by ${asked
                .sort()
                .join(', ')}, but Namespace ${unlabelled.join(
                ', ',
              )} is not in the input of cluster ${
                cluster.name
              }: read as not having such a label.`,
            },
          ],
  };
}

function withNameLabel(namespace: KubeObject): KubeObject {
  const { metadata } = namespace;
  return {
    ...namespace,
    metadata: {
      ...metadata,
      labels: { ...metadata.labels, [NAME_LABEL]: metadata.name },
    },
  };
}

/** Label keys other than the name by which an object selects namespaces, wherever it does so. */
function askedLabels({ spec }: KubeObject): string[] {
  const keys: string[] = [];
  const visit = (value: unknown) => {
    if (Array.isArray(value)) {
      value.forEach(visit);
    } else if (isRecord(value)) {
      keys.push(
        ...labelKeys(value.namespaceSelector),
        ...labelKeys(readRecord(value, 'namespaces').selector),
      );
      Object.values(value).forEach(visit);
    }
  };
  visit(spec);
  return keys.filter(key => key !== NAME_LABEL);
}

function labelKeys(selector: unknown): string[] {
  return [
    ...Object.keys(readRecord(selector, 'matchLabels')),
    ...readList(selector, 'matchExpressions').flatMap(
      requirement => readText(requirement, 'key') ?? [],
    ),
  ];
}
