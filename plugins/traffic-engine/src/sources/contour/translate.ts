import { SECRET, SERVICE } from '../../kinds/coreKinds';
import { CERTIFICATE_READS } from '../../references/certificates';
import { canTellAbsence, lookUp } from '../../references/lookUp';
import type { SnapshotIndex } from '../../snapshot/ClusterSnapshot';
import { compareText } from '../../snapshot/compareText';
import { groupBy } from '../../snapshot/groupBy';
import { isRecord, readList, readRecord, readText } from '../../snapshot/read';
import type { ContourRule, Fault } from './ContourRule';
import { matchKey } from './conditions';
import { followTcpProxy } from './followTcpProxy';
import { judgeRoot, refused, type Claim } from './judgeRoot';
import {
  EXTENSION_SERVICE,
  HTTP_PROXY,
  TLS_CERTIFICATE_DELEGATION,
} from './kinds';
import { readProxy, type ProxyFact } from './ProxyFact';
import { isOfPolicy, openFaults } from './rootFault';
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
  reads: [
    HTTP_PROXY,
    TLS_CERTIFICATE_DELEGATION,
    EXTENSION_SERVICE,
    SERVICE,
    SECRET,
    ...CERTIFICATE_READS,
  ],
  build: snapshot => {
    const proxies = snapshot
      .list(HTTP_PROXY)
      .map(proxy => readProxy(snapshot.cluster, proxy));
    const byName = new Map(proxies.map(proxy => [nameOf(proxy), proxy]));
    const faults: Fault[] = [];
    const reached = new Set<ProxyFact>();
    const find: Walk['find'] = (namespace, name, from) => {
      const known = byName.get(`${namespace}/${name}`);
      if (known) {
        return seenWith(from, known);
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
      const walk: Walk = {
        snapshot,
        root,
        find,
        faults,
        reached: below,
        budget,
      };
      const rules = rulesOfRoot(walk, claimOf(root, twins));
      below.forEach(proxy => reached.add(proxy));
      return rules;
    });
    const isWhole = canTellAbsence(snapshot.statusOf(HTTP_PROXY), '');
    const orphans = proxies
      .filter(proxy => !proxy.isRoot && !reached.has(proxy))
      .flatMap(proxy => rulesOfOrphan(proxy, { snapshot, find, isWhole }));
    return { rules: [...served, ...orphans], faults };
  },
};

/** A Contour without classes takes what names none and what names `contour` (ingressclass.MatchesHTTPProxy). */
function twinKey({ className, fqdn }: ProxyFact): string {
  return `${className || 'contour'}|${fqdn}`;
}

/** The oldest root of a host has it, by its name where all are as old (sortHTTPProxies). */
function claimOf(
  root: ProxyFact,
  twins: ReadonlyMap<string, readonly ProxyFact[]>,
): Claim {
  const all = twins.get(twinKey(root)) ?? [root];
  if (all.length === 1) {
    return 'alone';
  }
  const [oldest] = [...all].sort(
    (a, b) =>
      compareText(a.createdAt, b.createdAt) ||
      compareText(nameOf(a), nameOf(b)),
  );
  return root === oldest ? 'oldest' : 'later';
}

/** What a Contour that has one HTTPProxy finds of another: those of other classes are not there for it. */
function seenWith(from: ProxyFact, proxy: ProxyFact): ReturnType<Walk['find']> {
  const isDefault = ({ className }: ProxyFact) =>
    className === '' || className === 'contour';
  if (
    from.className === proxy.className ||
    (isDefault(from) && isDefault(proxy))
  ) {
    return proxy;
  }
  // Where classes are configured there may be several of them, but then nothing without a class is taken.
  return from.className === '' || proxy.className === ''
    ? 'missing'
    : 'unknown';
}

function rulesOfRoot(walk: Walk, claim: Claim): readonly ContourRule[] {
  const { root, snapshot } = walk;
  if (!root) {
    return [];
  }
  const judged = judgeRoot(snapshot, root, claim);
  const tcp = isFollowed(judged)
    ? followTcpProxy(snapshot, walk, root)
    : { rules: [], fault: null };
  const door = tcp.fault ? refused(tcp.fault) : judged;
  if (tcp.fault || !isFollowed(door)) {
    return rulesOfRefused(walk, root, door);
  }
  const rules = walkIncludes(walk, {
    proxy: root,
    conditions: [],
    visited: [],
    includes: [],
  });
  walk.faults.push(...openFaultsOf(root, rules));
  return number(
    withDuplicates([...tcp.rules, ...rules]).map(rule =>
      door.state === 'detached' ||
      (rule.door.state === 'serving' && door.state !== 'serving')
        ? { ...rule, door }
        : rule,
    ),
  );
}

/** Contour looks at the policies of a virtual host last, when it has followed all includes. */
function isFollowed({ state, reasons }: ContourRule['door']): boolean {
  return (
    state !== 'detached' ||
    reasons.some(({ params }) => isOfPolicy(String(params.reason)))
  );
}

/** Of a root that it refuses Contour follows no include: what only this one includes is an orphan. */
function rulesOfRefused(
  walk: Walk,
  root: ProxyFact,
  door: ContourRule['door'],
): readonly ContourRule[] {
  const apart: Walk = { ...walk, faults: [], reached: new Set() };
  const rules = [
    ...followTcpProxy(walk.snapshot, apart, root).rules,
    ...walkIncludes(apart, {
      proxy: root,
      conditions: [],
      visited: [],
      includes: [],
    }),
  ].filter(({ proxy, status }) => proxy === root && status === null);
  const [reason] = door.reasons;
  if (rules.length === 0 && reason) {
    walk.faults.push({
      proxy: root,
      path: 'spec.virtualhost',
      reason: String(reason.params.reason ?? reason.code),
      message: 'Contour serves nothing of the virtual host.',
    });
  }
  return number(rules.map(rule => ({ ...rule, door })));
}

/** What Contour says against a root that it serves: of its own settings, and of routes that ask for a provider it has not. */
function openFaultsOf(
  root: ProxyFact,
  rules: readonly OpenRule[],
): readonly Fault[] {
  const host = readRecord(root.spec, 'virtualhost');
  const providers = readList(host, 'jwtProviders').map(provider =>
    readText(provider, 'name'),
  );
  const unknown = rules
    .filter(({ door }) => door.state !== 'detached')
    .flatMap(({ route }) => {
      const verification = readRecord(route, 'jwtVerificationPolicy');
      return readText(verification, 'require') ?? [];
    })
    .find(name => !providers.includes(name));
  const isChecked = isRecord(host.tls) && !isRecord(root.spec.tcpproxy);
  return [
    ...openFaults(root).map(({ reason, path }) => ({
      proxy: root,
      path,
      reason,
      message: 'The settings of TLS do not go together or are not whole.',
    })),
    ...(isChecked && unknown !== undefined
      ? [
          {
            proxy: root,
            path: 'spec.virtualhost.jwtProviders',
            reason: 'JWTProviderNotDefined',
            message: `A route asks for the JWT provider ${unknown}, which the virtual host does not have.`,
          },
        ]
      : []),
  ];
}

/** Of rules with the same conditions Contour keeps the last. */
function withDuplicates(rules: readonly OpenRule[]): readonly OpenRule[] {
  // To an answer for an include Contour adds no condition on the host, which makes it another route where the host is `*.x`.
  const keyOf = ({ root, kind, match, status }: OpenRule) =>
    `${kind} ${matchKey(match)} ${
      status !== null && root?.fqdn.startsWith('*.')
    }`;
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
  world: Pick<Walk, 'snapshot' | 'find'> & { isWhole: boolean },
): readonly ContourRule[] {
  const params = { kind: 'HTTPProxy', name: 'of all namespaces' };
  const door = world.isWhole
    ? refused('Orphaned')
    : ({ state: 'unknown', reasons: [{ code: 'NotKnown', params }] } as const);
  const rules = walkIncludes(
    {
      snapshot: world.snapshot,
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
