import type {
  ClusterSnapshot,
  SnapshotIndex,
} from '../snapshot/ClusterSnapshot';
import { CONFIG_MAP } from '../kinds/coreKinds';
import { groupBy } from '../snapshot/groupBy';
import { isExportedTo } from './exportTo';
import {
  destinationRules,
  type DestinationRule,
  type Subset,
} from './facts/destinationRules';
import { compareByAge } from './facts/istioObjects';
import { compareSpecificity, coversHost, toFullName } from './hostnames';
import { DESTINATION_RULE } from './kinds';
import { meshConfig } from './meshConfig';

export interface DestinationRuleIndex {
  /**
   * The rules that hold for a destination as proxies of `client` see it, oldest first: those of the client's namespace,
   * else of the Service's, else of the root namespace; several for one host are merged. For proxies IN the root namespace
   * (where ingress gateways often are) the mesh's defaults there do not come first: of its own namespace such a proxy
   * prefers only rules that are exported to that namespace alone (istiod, PushContext.destinationRule).
   */
  find(options: {
    host: string;
    client: string;
    /** null: a host outside, whose owner is no namespace. */
    owner: string | null;
  }): readonly DestinationRule[];
}

interface Hosted {
  readonly host: string;
  readonly rule: DestinationRule;
}

/** DestinationRules by host; short names lie in the rule's own namespace. */
export const destinationRuleIndex: SnapshotIndex<DestinationRuleIndex> = {
  name: 'istio destination rules',
  reads: [DESTINATION_RULE, CONFIG_MAP],
  build: buildIndex,
};

function buildIndex(snapshot: ClusterSnapshot): DestinationRuleIndex {
  const { rootNamespace } = snapshot.index(meshConfig);
  // A rule with a workloadSelector holds for some clients of its namespace alone, never for all of them.
  const hosted = snapshot
    .index(destinationRules)
    .all.filter(({ spec }) => spec.workloadSelector === null)
    .map(
      (rule): Hosted => ({
        host: toFullName(rule.spec.host, rule.ref.namespace),
        rule,
      }),
    )
    .sort((a, b) => compareByAge(a.rule, b.rule));
  const byNamespace = new Map(
    [...groupBy(hosted, ({ rule }) => rule.ref.namespace)].map(
      ([namespace, rules]) => [namespace, buildTable(rules)],
    ),
  );
  return {
    find: ({ host, client, owner }) => {
      const isVisible = (rule: DestinationRule) =>
        isExportedTo(rule.spec.exportTo, {
          owner: rule.ref.namespace,
          viewer: client,
        });
      const own =
        client === rootNamespace
          ? byNamespace.get(client)?.find(host, isPrivate)
          : undefined;
      const namespaces =
        client === rootNamespace
          ? [owner ?? client, rootNamespace]
          : [client, owner ?? client, rootNamespace];
      const candidates = [
        own,
        ...namespaces.map(namespace =>
          byNamespace.get(namespace)?.find(host, isVisible),
        ),
      ];
      return candidates.find(found => found && found.length > 0) ?? [];
    },
  };
}

/** Whether a rule is for proxies of its own namespace and no others. */
function isPrivate({ spec, ref }: DestinationRule): boolean {
  return (
    spec.exportTo.length > 0 &&
    spec.exportTo.every(entry => entry === '.' || entry === ref.namespace)
  );
}

function buildTable(rules: readonly Hosted[]) {
  const byHost = groupBy(rules, ({ host }) => host);
  const wildcards = [...byHost.keys()]
    .filter(host => host.startsWith('*'))
    .sort(compareSpecificity);
  return {
    find: (host: string, isVisible: (rule: DestinationRule) => boolean) => {
      const candidates = [
        ...(byHost.has(host) ? [host] : []),
        ...wildcards.filter(wildcard => coversHost(wildcard, host)),
      ];
      for (const candidate of candidates) {
        const visible = (byHost.get(candidate) ?? [])
          .map(({ rule }) => rule)
          .filter(isVisible);
        if (visible.length > 0) {
          return visible;
        }
      }
      return [];
    },
  };
}

/** The first definition of a subset among merged rules. */
export function findSubset(
  rules: readonly DestinationRule[],
  name: string,
): { rule: DestinationRule; subset: Subset; index: number } | undefined {
  for (const rule of rules) {
    const index = rule.spec.subsets.findIndex(subset => subset.name === name);
    if (index >= 0) {
      return { rule, subset: rule.spec.subsets[index], index };
    }
  }
  return undefined;
}
