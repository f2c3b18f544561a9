import type {
  ClusterSnapshot,
  SnapshotIndex,
} from '../snapshot/ClusterSnapshot';
import { CONFIG_MAP } from '../kinds/coreKinds';
import { groupBy } from '../snapshot/groupBy';
import {
  chooseRules,
  exportsOf,
  mergeRule,
  type FoundRules,
  type MergedRules,
  type Proxies,
} from './destinationRuleMerge';
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
   * The rules that hold for a destination as proxies of `client` see it: those of the client's namespace, else of the
   * Service's, else of the root namespace. The most specific host of a namespace hides its others, even where none of its rules
   * is for this client. For proxies IN the root namespace (where ingress gateways often are) the mesh's defaults there do not
   * come first: of its own namespace such a proxy prefers only rules that are exported to that namespace alone (istiod,
   * PushContext.destinationRule).
   */
  find(options: {
    host: string;
    client: string;
    /** null: a host outside, whose owner is no namespace. */
    owner: string | null;
    proxies: Proxies;
  }): FoundRules;
}

/** DestinationRules by host; short names lie in the rule's own namespace. */
export const destinationRuleIndex: SnapshotIndex<DestinationRuleIndex> = {
  name: 'istio destination rules',
  reads: [DESTINATION_RULE, CONFIG_MAP],
  build: buildIndex,
};

const NONE: FoundRules = { rules: [], isKnown: true };

function buildIndex(snapshot: ClusterSnapshot): DestinationRuleIndex {
  const { rootNamespace } = snapshot.index(meshConfig);
  // Rules with a selector come first (istiod, sortConfigBySelectorAndCreationTime).
  const all = [...snapshot.index(destinationRules).all].sort(
    (a, b) =>
      Number(!a.spec.workloadSelector) - Number(!b.spec.workloadSelector) ||
      compareByAge(a, b),
  );
  const local = tablesOf(all.filter(isLocal));
  const exported = tablesOf(all.filter(rule => !isPrivate(rule)));
  const ofRoot = tablesOf(
    all.filter(rule => rule.ref.namespace === rootNamespace && isPrivate(rule)),
  );
  return {
    find: ({ host, client, owner, proxies }) => {
      const own = (client === rootNamespace ? ofRoot : local)
        .get(client)
        ?.find(host);
      if (own) {
        return chooseRules(own, proxies);
      }
      for (const namespace of [owner ?? client, rootNamespace]) {
        const visible = exported
          .get(namespace)
          ?.find(host)
          ?.filter(
            ({ exportTo }) =>
              exportTo.size === 0 || exportTo.has('*') || exportTo.has(client),
          );
        if (visible && visible.length > 0) {
          return chooseRules(visible, proxies);
        }
      }
      return NONE;
    },
  };
}

/** Whether proxies of a rule's own namespace see it. */
function isLocal(rule: DestinationRule): boolean {
  const exportTo = exportsOf(rule);
  return (
    exportTo.size === 0 ||
    ['*', '.', rule.ref.namespace].some(entry => exportTo.has(entry))
  );
}

/** Whether a rule is for proxies of its own namespace and no others. */
function isPrivate(rule: DestinationRule): boolean {
  const [only, ...more] = exportsOf(rule);
  return more.length === 0 && (only === '.' || only === rule.ref.namespace);
}

function tablesOf(rules: readonly DestinationRule[]) {
  return new Map(
    [...groupBy(rules, ({ ref }) => ref.namespace)].map(([namespace, own]) => [
      namespace,
      buildTable(own),
    ]),
  );
}

function buildTable(rules: readonly DestinationRule[]) {
  const byHost = new Map<string, MergedRules[]>();
  for (const rule of rules) {
    const host = toFullName(rule.spec.host, rule.ref.namespace);
    const merged = byHost.get(host) ?? [];
    mergeRule(merged, rule);
    byHost.set(host, merged);
  }
  const wildcards = [...byHost.keys()]
    .filter(host => host.startsWith('*'))
    .sort(compareSpecificity);
  return {
    find: (host: string) =>
      byHost.get(
        byHost.has(host)
          ? host
          : wildcards.find(wildcard => coversHost(wildcard, host)) ?? '',
      ),
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
