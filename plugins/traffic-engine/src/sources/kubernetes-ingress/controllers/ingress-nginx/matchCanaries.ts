import { readOnce } from '../../../../snapshot/readOnce';
import type { IngressFact } from '../../facts/IngressFact';
import type { IngressBackend } from '../../schema';
import { readCanaryRules, type Canary } from './canary';
import {
  compareAge,
  isCanary,
  pathTypeOf,
  type Claim,
  type NginxServer,
} from './servers';

/** A backend of a canary Ingress that takes no requests, and why. */
export interface IdleCanary extends Omit<Canary, 'rules'> {
  readonly host: string;
  readonly claim: Claim;
  readonly why: 'no-main' | 'second-canary' | 'same-backend' | 'removed';
  readonly by: IngressFact | null;
}

export interface Canaries {
  /** The canary of a main backend. */
  of(claim: Claim): Canary | undefined;
  /** The canary that takes the Service of a main path out of the configuration, so that NGINX answers 503. */
  removedBy(claim: Claim): IngressFact | undefined;
  readonly idle: readonly IdleCanary[];
}

/**
 * Finds the main backends of every canary (controller.go, mergeAlternativeBackends). A canary's Service takes part where the
 * Ingress that named it first is a canary, and every one of its paths has to find a main Ingress with the same host, path and
 * path type: the first that finds none takes the Service out of the configuration altogether, for whoever else names it. Of a
 * main backend the first canary counts (balancer.lua, route_to_alternative_balancer).
 */
export function matchCanaries(
  ingresses: readonly IngressFact[],
  servers: readonly NginxServer[],
): Canaries {
  const byHost = new Map(servers.map(server => [server.host, server]));
  const all = [...ingresses].sort(compareAge);
  const canaries = all.filter(isCanary);
  const removedBy = new Map<string, IngressFact>();
  const byBackend = new Map<string, { canary: Canary; key: string }>();
  const idle: IdleCanary[] = [];
  if (canaries.length === 0) {
    return { of: () => undefined, removedBy: () => undefined, idle };
  }
  const firstBy = namedFirstBy(all);
  const isOfCanaries = (key: string) => {
    const first = firstBy.get(key);
    return first !== undefined && isCanary(first);
  };
  const claimsOf = new Map<IngressFact, readonly MatchedClaim[]>();
  for (const fact of canaries) {
    const rules = readCanaryRules(fact);
    const matched: MatchedClaim[] = [];
    for (const each of canaryClaims(fact)) {
      const { host, claim, backend } = each;
      const key = backendKey(fact, backend) ?? '';
      const server = byHost.get(host);
      const { mains, same } = server
        ? mainsOf(server, claim, key)
        : { mains: [], same: null };
      const takesPart = isOfCanaries(key) && !removedBy.has(key);
      const keys = mains.filter(
        main =>
          takesPart && !removedBy.has(main.key) && !isOfCanaries(main.key),
      );
      for (const main of keys) {
        if (!byBackend.has(main.key)) {
          const { backendPath, ruleIndex, matchIndex } = claim;
          byBackend.set(main.key, {
            key,
            canary: {
              fact,
              rules,
              backend,
              backendPath,
              ruleIndex,
              matchIndex,
            },
          });
        }
      }
      matched.push({
        ...each,
        key,
        main: keys[0],
        same,
        isFound: mains.length > 0,
      });
      if (keys.length === 0 && server && !same && !removedBy.has(key)) {
        removedBy.set(key, fact);
      }
    }
    claimsOf.set(fact, matched);
  }
  const winnerOf = (key: string) => {
    const found = byBackend.get(key);
    return found && !removedBy.has(found.key) ? found.canary : undefined;
  };
  for (const [fact, matched] of claimsOf) {
    for (const { key, main, same, isFound, host, claim, backend } of matched) {
      const { backendPath, ruleIndex, matchIndex } = claim;
      const winner = main && byBackend.get(main.key)?.canary.fact;
      const common = {
        fact,
        host,
        claim,
        backend,
        backendPath,
        ruleIndex,
        matchIndex,
      };
      if (!main && same) {
        idle.push({ ...common, why: 'same-backend', by: same.fact });
      } else if (!main) {
        idle.push({
          ...common,
          why: isFound ? 'removed' : 'no-main',
          by: null,
        });
      } else if (winner && winner !== fact) {
        idle.push({ ...common, why: 'second-canary', by: winner });
      } else if (removedBy.has(key)) {
        idle.push({ ...common, why: 'removed', by: null });
      }
    }
  }
  const keyOf = ({ fact, backend }: Claim) => backendKey(fact, backend) ?? '';
  return {
    of: claim => winnerOf(keyOf(claim)),
    removedBy: claim => removedBy.get(keyOf(claim)),
    idle,
  };
}

interface MainBackend {
  readonly key: string;
  readonly claim: Claim;
}

interface MatchedClaim {
  readonly host: string;
  readonly claim: Claim;
  readonly backend: IngressBackend;
  readonly key: string;
  readonly main: MainBackend | undefined;
  /** A path of the host that has the canary's own backend. */
  readonly same: Claim | null;
  /** Whether a path of a main Ingress is the same, be it shared or not. */
  readonly isFound: boolean;
}

/** The Ingress that the controller makes each backend for: the oldest that names it. */
function namedFirstBy(
  ingresses: readonly IngressFact[],
): ReadonlyMap<string, IngressFact> {
  const firstBy = new Map<string, IngressFact>();
  for (const fact of ingresses) {
    const backends = [
      fact.spec.defaultBackend ?? null,
      ...fact.spec.rules.flatMap(
        ({ http }) => http?.paths.map(({ backend }) => backend) ?? [],
      ),
    ];
    for (const backend of backends) {
      const key = backendKey(fact, backend);
      if (key !== undefined && !firstBy.has(key)) {
        firstBy.set(key, fact);
      }
    }
  }
  return firstBy;
}

/** The root, which is there from the start, then by the age of the Ingress and in its own order. */
const asMade = readOnce(
  ({ locations, facts }: NginxServer): NginxServer['locations'] => {
    const ages = new Map(facts.map((fact, age) => [fact, age]));
    const rank = ({ claim }: NginxServer['locations'][number]) =>
      claim.path === '/' && claim.pathType === 'Prefix'
        ? [-1, 0, 0]
        : [ages.get(claim.fact) ?? 0, claim.ruleIndex, claim.matchIndex];
    return locations
      .map(location => ({ location, rank: rank(location) }))
      .sort(
        (a, b) =>
          a.rank[0] - b.rank[0] ||
          a.rank[1] - b.rank[1] ||
          a.rank[2] - b.rank[2],
      )
      .map(({ location }) => location);
  },
);

/**
 * The backends of a host that a path of a canary shares. The controller goes through the paths in the order in which it made
 * them, and stops at one that has the canary's own backend, whatever its path.
 */
function mainsOf(
  server: NginxServer,
  claim: Claim,
  key: string,
): { readonly mains: readonly MainBackend[]; readonly same: Claim | null } {
  const mains: MainBackend[] = [];
  for (const { claim: main } of asMade(server)) {
    const own = backendKey(main.fact, main.backend);
    if (own === key) {
      return { mains, same: main };
    }
    const isSamePath =
      main.path === claim.path && main.pathType === claim.pathType;
    if (own !== undefined && (isSamePath || claim.ruleIndex === -1)) {
      mains.push({ key: own, claim: main });
    }
  }
  return { mains, same: null };
}

function canaryClaims(
  fact: IngressFact,
): readonly { host: string; claim: Claim; backend: IngressBackend }[] {
  const whole = fact.spec.defaultBackend;
  const catchAll: Claim[] = whole?.service
    ? [
        {
          fact,
          path: '/',
          pathType: 'Prefix',
          ruleIndex: -1,
          matchIndex: 0,
          backend: whole,
          at: 'spec.defaultBackend',
          backendPath: 'spec.defaultBackend',
        },
      ]
    : [];
  const ofRules = fact.spec.rules.flatMap((rule, ruleIndex) =>
    (rule.http?.paths ?? []).flatMap((item, matchIndex) => {
      const at = `spec.rules[${ruleIndex}].http.paths[${matchIndex}]`;
      return item.backend.service
        ? [
            {
              host: (rule.host ?? '').toLowerCase(),
              backend: item.backend,
              claim: {
                fact,
                // An empty path is the root of a main Ingress, but of a canary it is compared as it is.
                path: item.path ?? '',
                pathType: pathTypeOf(item),
                ruleIndex,
                matchIndex,
                backend: item.backend,
                at,
                backendPath: `${at}.backend`,
              } satisfies Claim,
            },
          ]
        : [];
    }),
  );
  return [
    ...catchAll.flatMap(claim =>
      claim.backend ? [{ host: '', claim, backend: claim.backend }] : [],
    ),
    ...ofRules,
  ];
}

/** What the controller calls an upstream: one Service and port of a namespace. */
function backendKey(
  { object }: IngressFact,
  backend: IngressBackend | null,
): string | undefined {
  const service = backend?.service;
  return service
    ? `${object.namespace}/${service.name}/${
        service.port?.name ?? service.port?.number ?? ''
      }`
    : undefined;
}
