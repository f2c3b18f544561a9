import type { Provenance, RouteVerdict } from '@portolan/plugin-traffic-common';
import { at } from '../../model/refs';
import type { ClusterSnapshot } from '../../snapshot/ClusterSnapshot';
import { isRecord, readList, readText } from '../../snapshot/read';
import { conditionFault } from './conditionFault';
import type { ContourRule, Fault } from './ContourRule';
import { matchKey, mergeConditions } from './conditions';
import { expandPrefixes } from './expandPrefixes';
import { refused, SERVING } from './judgeRoot';
import { SOURCE_ID } from './kinds';
import type { ProxyFact } from './ProxyFact';
import { routeFault } from './routeFault';

/** Includes may meet again below: so many are followed from one root. */
export const MAX_INCLUDES = 2_000;

export interface Walk {
  readonly snapshot: ClusterSnapshot;
  readonly root: ProxyFact | null;
  /** The HTTPProxy of that name as the Contour of another has it, or whether its absence is known. */
  find(
    namespace: string,
    name: string,
    from: ProxyFact,
  ): ProxyFact | 'missing' | 'unknown';
  readonly faults: Fault[];
  readonly reached: Set<ProxyFact>;
  /** So many includes are followed further. */
  readonly budget: { left: number };
}

export type OpenRule = Omit<ContourRule, 'id' | 'matchIndex'>;

interface Step {
  readonly proxy: ProxyFact;
  readonly conditions: readonly unknown[];
  readonly visited: readonly ProxyFact[];
  readonly includes: readonly Provenance[];
}

/** The rules of an HTTPProxy and of all that it includes, those first, as Contour adds them to a virtual host. */
export function walkIncludes(walk: Walk, step: Step): readonly OpenRule[] {
  const { proxy } = step;
  const fail = (path: string, reason: string, message: string) =>
    walk.faults.push({ proxy, path, reason, message });
  if (step.visited.includes(proxy)) {
    const way = [...step.visited, proxy].map(nameOf).join(' → ');
    fail(
      'spec.includes',
      'IncludeCreatesCycle',
      `Includes in a circle: ${way}.`,
    );
    return [];
  }
  const seen = new Set<string>();
  const included = readList(proxy.spec, 'includes').flatMap((include, index) =>
    followInclude(walk, step, { include, index, seen }),
  );
  const routes = readList(proxy.spec, 'routes');
  const own = routes.map(
    (route, ruleIndex): OpenRule => ({
      root: walk.root,
      proxy,
      kind: 'http',
      ruleIndex,
      path: `spec.routes[${ruleIndex}]`,
      route: isRecord(route) ? route : {},
      match: mergeConditions([
        ...step.conditions,
        ...readList(route, 'conditions'),
      ]),
      status: null,
      door: SERVING,
      includes: step.includes,
    }),
  );
  const bad = routes
    .map((route, index) => ({
      index,
      reason: routeFault(walk.snapshot, {
        proxy,
        route,
        above: step.conditions,
      }),
    }))
    .find(({ reason }) => reason !== null);
  if (!bad?.reason) {
    return expandPrefixes([...included, ...own]);
  }
  fail(
    `spec.routes[${bad.index}]`,
    bad.reason,
    'The route is not valid, and Contour then serves none of this HTTPProxy nor of what it includes.',
  );
  const door = refused(bad.reason);
  return [...included, ...own].map(rule => ({ ...rule, door }));
}

function followInclude(
  walk: Walk,
  step: Step,
  entry: { include: unknown; index: number; seen: Set<string> },
): readonly OpenRule[] {
  const { proxy } = step;
  const { include, index, seen } = entry;
  const path = `spec.includes[${index}]`;
  const conditions = readList(include, 'conditions');
  const namespace = readText(include, 'namespace') || proxy.object.namespace;
  const name = readText(include, 'name') ?? '';
  const fail = (reason: string, message: string) => {
    walk.faults.push({ proxy, path, reason, message });
  };
  const instead = (
    status: 502 | null,
    door: RouteVerdict,
    all: readonly unknown[],
  ): OpenRule => ({
    root: walk.root,
    proxy,
    kind: 'http',
    ruleIndex: index,
    path,
    route: {},
    match: mergeConditions(all),
    status,
    door,
    includes: step.includes,
  });
  const fault = conditionFault('include', conditions, conditions);
  if (fault) {
    fail(fault, 'The conditions of the include are not valid: it is left out.');
    return [];
  }
  const key = matchKey(mergeConditions(conditions));
  if (seen.has(key) && key !== matchKey(mergeConditions([]))) {
    fail(
      'DuplicateMatchConditions',
      'An earlier include has the same conditions: this one is left out.',
    );
    return [];
  }
  seen.add(key);
  const found = walk.find(namespace, name, walk.root ?? proxy);
  if (found === 'unknown') {
    const params = { kind: 'HTTPProxy', name: `${namespace}/${name}` };
    return [
      instead(
        null,
        { state: 'unknown', reasons: [{ code: 'NotKnown', params }] },
        [...step.conditions, ...conditions],
      ),
    ];
  }
  if (found === 'missing' || found.isRoot) {
    fail(
      found === 'missing' ? 'IncludeNotFound' : 'RootIncludesRoot',
      found === 'missing'
        ? `The HTTPProxy ${namespace}/${name} does not exist.`
        : `The HTTPProxy ${namespace}/${name} has a virtual host of its own and cannot be included.`,
    );
    // Contour answers under the conditions of the include alone, whatever leads to it, and not at all without any.
    return conditions.length === 0 ? [] : [instead(502, SERVING, conditions)];
  }
  walk.reached.add(found);
  walk.budget.left -= 1;
  if (walk.budget.left < 0) {
    fail(
      'TooManyIncludes',
      `Not interpreted: more than ${MAX_INCLUDES} includes below one root.`,
    );
    return [];
  }
  return walkIncludes(walk, {
    proxy: found,
    conditions: [...step.conditions, ...conditions],
    visited: [...step.visited, proxy],
    includes: [...step.includes, at(SOURCE_ID, proxy.object)(path)],
  });
}

export function nameOf({ object }: ProxyFact): string {
  return `${object.namespace}/${object.name}`;
}
