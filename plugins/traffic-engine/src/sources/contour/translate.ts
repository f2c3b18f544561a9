import { SECRET, SERVICE } from '../../kinds/coreKinds';
import { canTellAbsence, lookUp } from '../../references/lookUp';
import type {
  ClusterSnapshot,
  SnapshotIndex,
} from '../../snapshot/ClusterSnapshot';
import { groupBy } from '../../snapshot/groupBy';
import type { ContourRule, Fault } from './ContourRule';
import { matchKey } from './conditions';
import { followTcpProxy } from './followTcpProxy';
import { judgeRoot, refused } from './judgeRoot';
import { HTTP_PROXY, TLS_CERTIFICATE_DELEGATION } from './kinds';
import { readProxy, type ProxyFact } from './ProxyFact';
import {
  MAX_INCLUDES,
  nameOf,
  walkIncludes,
  type OpenRule,
  type Walk,
} from './walkIncludes';

export interface ContourView {
  readonly rules: readonly ContourRule[];
  readonly faults: readonly Fault[];
}

/** All that the HTTPProxies of a cluster come to: roots with what they include, and what no root includes. */
export const contourView: SnapshotIndex<ContourView> = {
  name: 'contour',
  reads: [HTTP_PROXY, TLS_CERTIFICATE_DELEGATION, SERVICE, SECRET],
  build: snapshot => {
    const proxies = snapshot
      .list(HTTP_PROXY)
      .map(proxy => readProxy(snapshot.cluster, proxy));
    const byName = new Map(proxies.map(proxy => [nameOf(proxy), proxy]));
    const faults: Fault[] = [];
    const reached = new Set<ProxyFact>();
    const find: Walk['find'] = (namespace, name) => {
      const known = byName.get(`${namespace}/${name}`);
      if (known) {
        return known;
      }
      return lookUp(snapshot, HTTP_PROXY, namespace, name).state === 'missing'
        ? 'missing'
        : 'unknown';
    };
    const roots = proxies.filter(({ isRoot }) => isRoot);
    const twins = groupBy(roots, twinKey);
    const served = roots.flatMap(root => {
      const below = new Set<ProxyFact>();
      const budget = { left: MAX_INCLUDES };
      const walk: Walk = { root, find, faults, reached: below, budget };
      const rules = rulesOfRoot(
        snapshot,
        walk,
        twins.get(twinKey(root))?.length ?? 1,
      );
      below.forEach(proxy => reached.add(proxy));
      return rules;
    });
    const isWhole = canTellAbsence(snapshot.statusOf(HTTP_PROXY), '');
    const orphans = proxies
      .filter(proxy => !proxy.isRoot && !reached.has(proxy))
      .flatMap(proxy => rulesOfOrphan(proxy, { find, isWhole }));
    return { rules: [...served, ...orphans], faults };
  },
};

function twinKey({ className, fqdn }: ProxyFact): string {
  return `${className}|${fqdn}`;
}

function rulesOfRoot(
  snapshot: ClusterSnapshot,
  walk: Walk,
  twins: number,
): readonly ContourRule[] {
  const { root } = walk;
  if (!root) {
    return [];
  }
  const judged = judgeRoot(snapshot, root, twins);
  const tcp = followTcpProxy(snapshot, walk, root);
  const door =
    judged.state !== 'detached' && tcp.fault ? refused(tcp.fault) : judged;
  const rules = walkIncludes(walk, {
    proxy: root,
    conditions: [],
    visited: [],
    includes: [],
  });
  return number(
    withDuplicates([...tcp.rules, ...rules]).map(rule =>
      door.state === 'serving' ? rule : { ...rule, door },
    ),
  );
}

/** Of rules with the same conditions Contour keeps the last. */
function withDuplicates(rules: readonly OpenRule[]): readonly OpenRule[] {
  const keyOf = (rule: OpenRule) => `${rule.kind} ${matchKey(rule.match)}`;
  const last = new Map(
    rules
      .filter(({ door }) => door.state !== 'detached')
      .map(rule => [keyOf(rule), rule]),
  );
  return rules.map(rule => {
    const winner = last.get(keyOf(rule));
    return !winner || winner === rule || rule.door.state !== 'serving'
      ? rule
      : {
          ...rule,
          door: {
            state: 'shadowed',
            reasons: [
              {
                code: 'Shadowed',
                params: { by: `${nameOf(winner.proxy)} ${winner.path}` },
              },
            ],
          },
        };
  });
}

function rulesOfOrphan(
  proxy: ProxyFact,
  world: Pick<Walk, 'find'> & { isWhole: boolean },
): readonly ContourRule[] {
  const params = { kind: 'HTTPProxy', name: 'of all namespaces' };
  const door = world.isWhole
    ? refused('Orphaned')
    : ({ state: 'unknown', reasons: [{ code: 'NotKnown', params }] } as const);
  const rules = walkIncludes(
    {
      root: null,
      find: world.find,
      faults: [],
      reached: new Set(),
      budget: { left: MAX_INCLUDES },
    },
    { proxy, conditions: [], visited: [], includes: [] },
  );
  return number(
    rules
      .filter(rule => rule.proxy === proxy)
      .map(rule => ({
        ...rule,
        door: { ...door, reasons: [...door.reasons] },
      })),
  );
}

function number(rules: readonly OpenRule[]): readonly ContourRule[] {
  const counts = new Map<string, number>();
  return rules.map(rule => {
    const key = `${nameOf(rule.proxy)} ${rule.path}`;
    const matchIndex = counts.get(key) ?? 0;
    counts.set(key, matchIndex + 1);
    const root = rule.root ? nameOf(rule.root) : 'orphan';
    return {
      ...rule,
      matchIndex,
      id: [
        rule.proxy.object.cluster,
        'HTTPProxy',
        root,
        nameOf(rule.proxy),
        rule.path,
        matchIndex,
      ].join('|'),
    };
  });
}
