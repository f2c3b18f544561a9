import type { RunnerUp } from '@portolan/plugin-traffic-common';
import { groupBy } from '../../../snapshot/groupBy';
import type { AskedRequest } from '../../../request/AskedRequest';
import { askRule, type RuleAnswer } from '../rule/askRule';
import type { Rule } from '../rule/Rule';
import { routerKey, type Router } from '../routers/Router';

/** A router that could have had the request, and why it has not. */
export interface Loser {
  readonly router: Router;
  readonly lostBy: RunnerUp['lostBy'];
  readonly params: RunnerUp['params'];
}

/** Who wins among routers; of `open` it is not known, for the reason that `why` tells. */
export type Ranking =
  | {
      readonly state: 'won';
      readonly winner: Router;
      readonly losers: readonly Loser[];
    }
  | { readonly state: 'nobody'; readonly losers: readonly Loser[] }
  | {
      readonly state: 'open';
      readonly why: string;
      readonly losers: readonly Loser[];
    };

/** Policies of a parent by which its children may see other headers or another path than the client sent. */
const CHANGES_HEADERS = ['headers', 'authentication', 'extension', 'other'];
const CHANGES_PATH = ['rewrite'];
/** Deeper layers are not followed when they are built, either. */
const MAX_LAYERS = 8;

/**
 * The router that gets a request, by priority. `uncertain` names those of which it is not known whether they are there at all;
 * two of the same priority that both take the request leave it open: Traefik adds its routers in the random order of a map of Go,
 * and sorts them by priority alone.
 */
export function rankRouters(
  routers: readonly Router[],
  options: {
    request: AskedRequest;
    /** null: built; a text: why it is not known whether it is. */
    isBuilt: (router: Router) => 'yes' | 'no' | 'unknown';
  },
): Ranking {
  const { request } = options;
  const children = groupBy(
    routers.filter(({ parent }) => parent),
    ({ parent }) => (parent ? routerKey(parent) : ''),
  );
  const isBuilt = (router: Router) => isBuiltWith(router, 0);
  const asked = new Map(
    routers.map(router => [router, ask(router, { request, isBuilt })] as const),
  );
  return rankLayer(routers.filter(({ parent }) => !parent));

  /** A router that has neither a service nor a child that is built is not built. */
  function isBuiltWith(
    router: Router,
    depth: number,
  ): 'yes' | 'no' | 'unknown' {
    const own = options.isBuilt(router);
    const below = children.get(routerKey(router)) ?? [];
    const { backends, internal } = router.flow;
    if (own === 'no' || depth > MAX_LAYERS) {
      return own;
    }
    if (below.length === 0) {
      return backends.length + internal.length === 0 &&
        router.protocol === 'http'
        ? 'no'
        : own;
    }
    const states = below.map(child => isBuiltWith(child, depth + 1));
    if (states.every(state => state === 'no')) {
      return 'no';
    }
    return states.includes('yes') ? own : 'unknown';
  }

  function rankLayer(layer: readonly Router[]): Ranking {
    const sorted = [...layer].sort((a, b) => b.priority - a.priority);
    const taking = sorted.filter(router => asked.get(router)?.answer !== 'no');
    const [first, second] = taking;
    const losers = sorted
      .filter(router => router !== first)
      .map(router => lose(router, asked.get(router)));
    if (!first) {
      return { state: 'nobody', losers };
    }
    if (asked.get(first)?.answer === 'unknown') {
      return {
        state: 'open',
        why: `It is not known whether ${nameOf(
          first,
        )} takes the request, and it would be asked first.`,
        losers: [lose(first, asked.get(first)), ...losers],
      };
    }
    if (second && second.priority === first.priority) {
      return {
        state: 'open',
        why: `${nameOf(first)} and ${nameOf(second)} have the same priority, ${
          first.priority
        }, and Traefik gives them no order.`,
        losers: [lose(first, asked.get(first)), ...losers],
      };
    }
    const below = children.get(routerKey(first));
    if (!below) {
      return { state: 'won', winner: first, losers };
    }
    const inner = rankLayer(below);
    return { ...inner, losers: [...inner.losers, ...losers] };
  }
}

function lose(router: Router, answer: Asked | undefined): Loser {
  const params = { priority: router.priority };
  switch (answer?.answer) {
    case 'no':
      return { router, lostBy: answer.missed, params: {} };
    case 'yes':
      return { router, lostBy: 'lower-priority', params };
    default:
      return { router, lostBy: 'not-known', params: {} };
  }
}

type Asked = RuleAnswer;

function ask(
  router: Router,
  {
    request,
    isBuilt,
  }: {
    request: AskedRequest;
    isBuilt: (router: Router) => 'yes' | 'no' | 'unknown';
  },
): Asked {
  const built = isBuilt(router);
  if (built === 'no') {
    return { answer: 'no', missed: 'not-attached' };
  }
  if (!router.rule.ok) {
    return { answer: 'unknown' };
  }
  const answer = askRule(router.rule.rule, request);
  if (answer.answer === 'no' && !isChangedBefore(router)) {
    return answer;
  }
  return built === 'unknown' || isChangedBefore(router)
    ? { answer: 'unknown' }
    : answer;
}

/** The middlewares of its parents may change what its rule looks at. */
function isChangedBefore({ parent, rule }: Router): boolean {
  if (!parent || !rule.ok) {
    return false;
  }
  const aspects = parent.chain.policies.map(({ aspect }) => aspect);
  return (
    (aspects.some(aspect => CHANGES_HEADERS.includes(aspect)) &&
      mentions(rule.rule, 'Header')) ||
    (aspects.some(aspect => CHANGES_PATH.includes(aspect)) &&
      mentions(rule.rule, 'Path'))
  );
}

function mentions(rule: Rule, prefix: string): boolean {
  switch (rule.kind) {
    case 'match':
      return rule.matcher.startsWith(prefix);
    case 'not':
      return mentions(rule.rule, prefix);
    default:
      return mentions(rule.left, prefix) || mentions(rule.right, prefix);
  }
}

function nameOf({ object, path }: Router): string {
  return `${object.kind} ${object.namespace}/${object.name} ${path}`;
}
