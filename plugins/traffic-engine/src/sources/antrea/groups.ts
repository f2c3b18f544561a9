import type { ConnectionEnd } from '../../model/drafts';
import { clusterNodes } from '../../egress/clusterNodes';
import { namespaceLabels } from '../../egress/namespaceLabels';
import type { PodEnd } from '../../egress/podGroups';
import { NAMESPACE, NODE, SERVICE } from '../../kinds/coreKinds';
import { matchLabels } from '../../match/labels';
import { anyMatch, type Match } from '../../match/Match';
import { refTo } from '../../model/refs';
import { canTellAbsence, lookUp } from '../../references/lookUp';
import type {
  ClusterSnapshot,
  SnapshotIndex,
} from '../../snapshot/ClusterSnapshot';
import type { KubeObject } from '../../snapshot/KubeObject';
import { readList, readRecord, readText } from '../../snapshot/read';
import { serviceFact } from '../../topology/Service';
import type { SourceProblem } from '../Source';
import { CLUSTER_GROUP, GROUP } from './kinds';
import { parsePeer } from './parsePeer';

/** Whom a group means. */
export interface GroupMeant {
  matches(end: ConnectionEnd, subject: PodEnd): Match;
  /** The labels of pods that it looks at. */
  readonly labelKeys: readonly string[];
}

export interface AntreaGroups {
  /** A ClusterGroup by its name, or a Group of a namespace; one that is not there means nobody. */
  groupOf(name: string, namespace: string | null): GroupMeant;
  readonly problems: readonly SourceProblem[];
}

const NOBODY: GroupMeant = { matches: () => 'no', labelKeys: [] };
const NOT_SEEN: GroupMeant = { matches: () => 'kind-not-known', labelKeys: [] };
const NOT_READ: GroupMeant = {
  matches: () => 'policy-not-readable',
  labelKeys: [],
};

/** Groups and ClusterGroups (antrea.io, Antrea Network Policy, ClusterGroup): peers and subjects of policies by a name. */
export const antreaGroups: SnapshotIndex<AntreaGroups> = {
  name: 'antrea groups',
  reads: [CLUSTER_GROUP, GROUP, NAMESPACE, NODE, SERVICE],
  build: snapshot => {
    const problems: SourceProblem[] = [];
    const known = new Map<string, GroupMeant>();
    const findGroup = (
      name: string,
      namespace: string | null,
      groupOf: AntreaGroups['groupOf'],
    ): GroupMeant => {
      const kind = namespace === null ? CLUSTER_GROUP : GROUP;
      const found = snapshot.get(kind, namespace ?? '', name);
      if (!found) {
        return canTellAbsence(snapshot.statusOf(kind), namespace ?? '')
          ? NOBODY
          : NOT_SEEN;
      }
      return together(
        partsOf(found, namespace, { snapshot, groupOf, problems }),
      );
    };
    const groupOf = (name: string, namespace: string | null): GroupMeant => {
      const key = `${namespace ?? ''}/${name}`;
      let group = known.get(key);
      if (!group) {
        // What a group of groups says of itself adds nothing to it.
        known.set(key, NOBODY);
        group = findGroup(name, namespace, groupOf);
        known.set(key, group);
      }
      return group;
    };
    for (const kind of [CLUSTER_GROUP, GROUP]) {
      for (const { metadata } of snapshot.list(kind)) {
        groupOf(
          metadata.name,
          kind === GROUP ? metadata.namespace ?? '' : null,
        );
      }
    }
    return { groupOf, problems };
  },
};

function together(parts: readonly GroupMeant[]): GroupMeant {
  return {
    matches: (end, subject) =>
      anyMatch(parts.map(part => part.matches(end, subject))),
    labelKeys: parts.flatMap(({ labelKeys }) => labelKeys),
  };
}

const SELECTORS = ['podSelector', 'namespaceSelector'];

function partsOf(
  object: KubeObject,
  namespace: string | null,
  context: {
    readonly snapshot: ClusterSnapshot;
    readonly groupOf: AntreaGroups['groupOf'];
    readonly problems: SourceProblem[];
  },
): readonly GroupMeant[] {
  const { snapshot, groupOf, problems } = context;
  const spec = readRecord(object, 'spec');
  const peer = (value: unknown, path: string) =>
    parsePeer(value, path, {
      namespace,
      labels: snapshot.index(namespaceLabels),
      nodes: snapshot.index(clusterNodes),
      groups: { groupOf },
      report: problem =>
        problems.push({
          severity: 'error',
          object: refTo(snapshot.cluster, object),
          ...problem,
        }),
    });
  const selectors = Object.fromEntries(
    SELECTORS.filter(field => spec[field] !== undefined).map(field => [
      field,
      spec[field],
    ]),
  );
  const service = readRecord(spec, 'serviceReference');
  const serviceName = readText(service, 'name');
  const parts = [
    ...(Object.keys(selectors).length > 0 ? [peer(selectors, 'spec')] : []),
    ...readList(spec, 'ipBlocks').map((ipBlock, index) =>
      peer({ ipBlock }, `spec.ipBlocks[${index}]`),
    ),
    ...readList(spec, 'childGroups').map(child =>
      typeof child === 'string' ? groupOf(child, namespace) : NOT_READ,
    ),
    ...(serviceName === undefined
      ? []
      : [
          behind(
            snapshot,
            readText(service, 'namespace') ?? namespace ?? '',
            serviceName,
          ),
        ]),
  ];
  const isRead = Object.keys(spec).every(field =>
    [...SELECTORS, 'ipBlocks', 'childGroups', 'serviceReference'].includes(
      field,
    ),
  );
  return isRead && parts.length > 0 ? parts : [...parts, NOT_READ];
}

/** The pods that a Service selects. */
function behind(
  snapshot: ClusterSnapshot,
  namespace: string,
  name: string,
): GroupMeant {
  const found = lookUp(snapshot, SERVICE, namespace, name);
  if (found.state !== 'resolved') {
    return found.state === 'missing' ? NOBODY : NOT_SEEN;
  }
  const { selector } = serviceFact(found.value);
  return selector === null
    ? NOBODY
    : {
        labelKeys: Object.keys(selector),
        matches: end => {
          if (end.kind === 'any-pod') {
            return 'depends-on-peer';
          }
          return end.kind === 'pod' &&
            end.namespace === namespace &&
            matchLabels({ matchLabels: selector }, end.labels)
            ? 'yes'
            : 'no';
        },
      };
}
