import { compareText } from '../../../../snapshot/compareText';
import type { IngressFact } from '../../facts/IngressFact';
import type { IngressBackend } from '../../schema';
import { isTrue } from '../annotationPolicies';
import { annotationKey } from './annotations';

export type PathType = 'Exact' | 'Prefix' | 'ImplementationSpecific';

/** Where a claim on a path is written. */
export interface Claim {
  readonly fact: IngressFact;
  readonly path: string;
  readonly pathType: PathType;
  /** -1 for `spec.defaultBackend`. */
  readonly ruleIndex: number;
  readonly matchIndex: number;
  /** null: the controller's own default backend. */
  readonly backend: IngressBackend | null;
  readonly at: string;
  readonly backendPath: string;
}

/** One path of one host: the claim that won it, and the younger ones that have no effect. */
export interface NginxLocation {
  readonly claim: Claim;
  readonly losers: readonly Claim[];
  /** Which is older is not known: at least one of the claims has no time of creation. */
  readonly isOrderKnown: boolean;
}

/** One `server` of the NGINX configuration: all Ingresses of a host together. */
export interface NginxServer {
  /** Lower case; '' is the server of all hosts that have none of their own. */
  readonly host: string;
  readonly aliases: readonly { host: string; fact: IngressFact }[];
  /** Longest path first. */
  readonly locations: readonly NginxLocation[];
  /** The Ingress whose annotation turns every path of the host into a regular expression, and the annotation. */
  readonly regexBy: { readonly fact: IngressFact; readonly key: string } | null;
  readonly tls: {
    readonly fact: IngressFact;
    readonly secretNames: readonly string[];
    readonly paths: readonly string[];
  } | null;
  /** The host that redirects here by from-to-www-redirect. */
  readonly www: { readonly host: string; readonly fact: IngressFact } | null;
  /** The Ingresses with rules for this host, oldest first. */
  readonly facts: readonly IngressFact[];
}

/** Oldest first; of the same age, the later name first, as the controller's store sorts them. */
export function compareAge(a: IngressFact, b: IngressFact): number {
  return (
    compareText(a.createdAt, b.createdAt) ||
    compareText(
      `${b.object.namespace}/${b.object.name}`,
      `${a.object.namespace}/${a.object.name}`,
    )
  );
}

export function isCanary({ annotations }: IngressFact): boolean {
  return isTrue(annotations[annotationKey('canary')]);
}

interface ServerDraft {
  readonly host: string;
  readonly facts: IngressFact[];
  readonly byPath: Map<string, Claim[]>;
  /** What takes the requests that no path takes. */
  readonly fallback: Claim | null;
}

/**
 * The servers that the controller builds from all Ingresses of its class but the canaries
 * (internal/ingress/controller/controller.go, createServers and getBackendServers): the oldest Ingress wins a host and path,
 * and what holds for a whole host.
 */
export function buildServers(
  ingresses: readonly IngressFact[],
): readonly NginxServer[] {
  const facts = ingresses.filter(fact => !isCanary(fact)).sort(compareAge);
  const drafts = new Map<string, ServerDraft>([
    ['', emptyServer('', catchAllOf(facts))],
  ]);
  for (const fact of facts) {
    fact.spec.rules.forEach((rule, ruleIndex) => {
      const host = (rule.host ?? '').toLowerCase();
      const draft =
        drafts.get(host) ?? emptyServer(host, defaultBackendOf(fact));
      drafts.set(host, draft);
      if (draft.facts[draft.facts.length - 1] !== fact) {
        draft.facts.push(fact);
      }
      claimsOf(fact, ruleIndex).forEach(claim => {
        const key = `${claim.pathType} ${claim.path}`;
        const claims = draft.byPath.get(key) ?? [];
        draft.byPath.set(key, claims);
        claims.push(claim);
      });
    });
  }
  const hosts = new Set(drafts.keys());
  const taken = new Set<string>();
  return [...drafts.values()].map(draft => {
    const aliases = aliasesOf(draft, hosts).filter(
      ({ host }) => !taken.has(host),
    );
    aliases.forEach(({ host }) => taken.add(host));
    return {
      host: draft.host,
      aliases,
      locations: locationsOf(draft),
      regexBy: regexOf(draft),
      tls: tlsOf(draft),
      www: wwwOf(draft, hosts),
      facts: draft.facts,
    };
  });
}

function emptyServer(host: string, fallback: Claim | null): ServerDraft {
  return { host, facts: [], byPath: new Map(), fallback };
}

function defaultBackendOf(fact: IngressFact): Claim | null {
  const backend = fact.spec.defaultBackend;
  return backend?.service
    ? {
        fact,
        path: '/',
        pathType: 'Prefix',
        ruleIndex: -1,
        matchIndex: 0,
        backend,
        at: 'spec.defaultBackend',
        backendPath: 'spec.defaultBackend',
      }
    : null;
}

/** The last Ingress with a default backend gives it to the server of all other hosts: each one replaces the one before. */
function catchAllOf(facts: readonly IngressFact[]): Claim | null {
  return facts.reduce<Claim | null>(
    (last, fact) => defaultBackendOf(fact) ?? last,
    null,
  );
}

function claimsOf(fact: IngressFact, ruleIndex: number): readonly Claim[] {
  return (fact.spec.rules[ruleIndex].http?.paths ?? []).flatMap(
    (item, matchIndex) => {
      const at = `spec.rules[${ruleIndex}].http.paths[${matchIndex}]`;
      return item.backend.service
        ? [
            {
              fact,
              path: item.path || '/',
              pathType: item.pathType ?? 'ImplementationSpecific',
              ruleIndex,
              matchIndex,
              backend: item.backend,
              at,
              backendPath: `${at}.backend`,
            } satisfies Claim,
          ]
        : [];
    },
  );
}

function locationsOf(draft: ServerDraft): readonly NginxLocation[] {
  const locations = [...draft.byPath.values()].map(
    ([claim, ...losers]): NginxLocation => ({
      claim,
      losers,
      isOrderKnown: losers.every(
        ({ fact }) =>
          fact === claim.fact ||
          (fact.createdAt !== '' && claim.fact.createdAt !== ''),
      ),
    }),
  );
  const hasRoot = locations.some(
    ({ claim }) => claim.path === '/' && claim.pathType !== 'Exact',
  );
  if (draft.fallback && !hasRoot) {
    locations.push({
      claim: draft.fallback,
      losers: [],
      isOrderKnown: true,
    });
  }
  return locations.sort(
    (a, b) =>
      b.claim.path.length - a.claim.path.length ||
      compareText(b.claim.path, a.claim.path) ||
      compareText(a.claim.pathType, b.claim.pathType),
  );
}

/** A rewrite to the very path of the location is none. */
export function rewriteOf(claim: Claim): string | null {
  const target = claim.fact.annotations[annotationKey('rewrite-target')] ?? '';
  return target === '' || target === claim.path ? null : target;
}

function regexOf(draft: ServerDraft): NginxServer['regexBy'] {
  const claims = [...draft.byPath.values()].map(([claim]) => claim);
  for (const key of ['use-regex', 'rewrite-target']) {
    const by = claims.find(claim =>
      key === 'use-regex'
        ? isTrue(claim.fact.annotations[annotationKey(key)])
        : rewriteOf(claim) !== null,
    );
    if (by) {
      return { fact: by.fact, key: annotationKey(key) };
    }
  }
  return null;
}

/** The oldest Ingress whose TLS section names the host, or names no host at all. */
function tlsOf({ host, facts }: ServerDraft): NginxServer['tls'] {
  for (const fact of facts) {
    const entries = fact.spec.tls.flatMap((entry, index) => {
      const at = entry.hosts.findIndex(name => name.toLowerCase() === host);
      if (at >= 0) {
        return [{ entry, path: `spec.tls[${index}].hosts[${at}]` }];
      }
      return entry.hosts.length === 0
        ? [{ entry, path: `spec.tls[${index}]` }]
        : [];
    });
    if (entries.length > 0) {
      return {
        fact,
        paths: entries.map(({ path }) => path),
        secretNames: [
          ...new Set(entries.flatMap(({ entry }) => entry.secretName ?? [])),
        ],
      };
    }
  }
  return null;
}

/** The aliases of the oldest Ingress that has some; a name that is a host of its own is none. */
function aliasesOf(
  { facts }: ServerDraft,
  hosts: ReadonlySet<string>,
): NginxServer['aliases'] {
  for (const fact of facts) {
    const names = (fact.annotations[annotationKey('server-alias')] ?? '')
      .split(',')
      .map(name => name.trim().toLowerCase())
      .filter(name => name !== '');
    if (names.length > 0) {
      return [...new Set(names)]
        .filter(name => !hosts.has(name))
        .sort()
        .map(host => ({ host, fact }));
    }
  }
  return [];
}

function wwwOf(
  { host, byPath }: ServerDraft,
  hosts: ReadonlySet<string>,
): NginxServer['www'] {
  const by = [...byPath.values()].find(([claim]) =>
    isTrue(claim.fact.annotations[annotationKey('from-to-www-redirect')]),
  );
  if (!by || host === '' || host.startsWith('*')) {
    return null;
  }
  const other = host.startsWith('www.') ? host.slice(4) : `www.${host}`;
  return hosts.has(other) ? null : { host: other, fact: by[0].fact };
}
