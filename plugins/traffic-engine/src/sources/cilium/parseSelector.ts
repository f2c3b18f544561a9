import { NAMESPACE_NAME_LABEL } from '../../egress/namespaceLabels';
import type { LabelRequirement, LabelSelector } from '../../match/labels';
import { readLabelSelector } from '../../match/readLabelSelector';
import { labelKeysOf } from '../../match/renderSelector';
import type { CiliumNote, EndpointChoice } from './CiliumFact';

/** The label by which an identity carries the name of its pod's namespace. */
const NAMESPACE_LABEL = 'io.kubernetes.pod.namespace';
/** Labels of the pod's namespace, as an identity carries them. */
const NAMESPACE_LABELS = 'io.cilium.k8s.namespace.labels.';
/** Where a label comes from; pods have Kubernetes labels alone. A point is no separator: `k8s.io/…` is a key as any other. */
const RESERVED = 'reserved:';
const SOURCES = /^(k8s|any):/;

/**
 * An EndpointSelector (docs.cilium.io, policy language): labels with or without their source, some of which are about the
 * namespace. One that says nothing of namespaces means the policy's own (`namespace`; null: any).
 */
export function parseEndpointSelector(
  value: unknown,
  path: string,
  namespace: string | null,
): { ok: true; choice: EndpointChoice } | { ok: false; problem: CiliumNote } {
  const read = readLabelSelector(value, path);
  if (!read.ok) {
    return { ok: false, problem: { severity: 'error', ...read.problem } };
  }
  const foreign = labelKeysOf(read.selector).find(
    key => key.includes(':') && !SOURCES.test(key),
  );
  if (foreign !== undefined) {
    return {
      ok: false,
      problem: {
        severity: 'info',
        path,
        message: `Seen, not interpreted: the label ${foreign} is of a source that pods have no labels of, so whom it means is not told.`,
      },
    };
  }
  const pods = partOf(read.selector, key =>
    namespaceKey(key) === undefined ? plainKey(key) : undefined,
  );
  const namespaces = partOf(read.selector, namespaceKey);
  const saysNamespace = labelKeysOf(namespaces).length > 0;
  return {
    ok: true,
    choice: { pods, namespaces, namespace: saysNamespace ? null : namespace },
  };
}

/** A selector of one label with which Cilium marks what is no pod (`reserved:host`): the entity of that name. */
export function reservedEntity(value: unknown): string | undefined {
  const read = readLabelSelector(value, '');
  if (!read.ok) {
    return undefined;
  }
  const { matchLabels = {}, matchExpressions = [] } = read.selector;
  const keys = labelKeysOf(read.selector);
  const isPlain =
    keys.length === 1 &&
    Object.values(matchLabels).every(text => text === '') &&
    matchExpressions.every(({ operator }) => operator === 'Exists');
  return isPlain && keys[0].startsWith(RESERVED)
    ? keys[0].slice(RESERVED.length)
    : undefined;
}

function plainKey(key: string): string {
  return key.replace(SOURCES, '');
}

function namespaceKey(key: string): string | undefined {
  const plain = plainKey(key);
  if (plain === NAMESPACE_LABEL) {
    return NAMESPACE_NAME_LABEL;
  }
  return plain.startsWith(NAMESPACE_LABELS)
    ? plain.slice(NAMESPACE_LABELS.length)
    : undefined;
}

/** The requirements whose key has a new name, under it. */
function partOf(
  { matchLabels = {}, matchExpressions = [] }: LabelSelector,
  rename: (key: string) => string | undefined,
): LabelSelector {
  return {
    matchLabels: Object.fromEntries(
      Object.entries(matchLabels).flatMap(([key, value]) => {
        const name = rename(key);
        return name === undefined ? [] : [[name, value]];
      }),
    ),
    matchExpressions: matchExpressions.flatMap(
      (requirement): LabelRequirement[] => {
        const key = rename(requirement.key);
        return key === undefined ? [] : [{ ...requirement, key }];
      },
    ),
  };
}
