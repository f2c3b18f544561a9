import { compareText } from '../../../../snapshot/compareText';
import type { IngressFact } from '../../facts/IngressFact';
import type { IngressBackend } from '../../schema';
import { isTrue } from '../annotationPolicies';
import { annotationKey } from './annotations';

/** The controller reads `ImplementationSpecific`, and no path type at all, as `Prefix` (SetDefaultNGINXPathType). */
export type PathType = 'Exact' | 'Prefix';

export function pathTypeOf({
  pathType,
}: {
  readonly pathType?: string | null;
}): PathType {
  return pathType === 'Exact' ? 'Exact' : 'Prefix';
}

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
  /** It takes all hosts without rules; the controller leaves redirects and rewrites out of it. */
  readonly isCatchAll?: boolean;
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
  /**
   * The TLS section for which plain HTTP is sent to HTTPS: that of the host, else that of the wildcard host above it, as
   * certificates are looked up (certificate.lua). The server of all other hosts has none, whatever its Ingresses say.
   */
  readonly redirectsFor: {
    readonly fact: IngressFact;
    readonly path: string;
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
  /** What takes the requests that no path takes; null: the controller's own default backend. */
  readonly root: Claim | null;
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
        drafts.get(host) ?? emptyServer(host, rootOf(fact, ruleIndex));
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
  const tls = new Map(
    [...drafts.values()].map(draft => [draft.host, tlsOf(draft)]),
  );
  const aliases = listAliases([...drafts.values()], hosts);
  return [...drafts.values()].map(draft => ({
    host: draft.host,
    aliases: aliases.get(draft.host) ?? [],
    locations: locationsOf(draft),
    regexBy: regexOf(draft),
    tls: tls.get(draft.host) ?? null,
    redirectsFor: redirectsFor(draft.host, tls),
    www: wwwOf(draft, hosts),
    facts: draft.facts,
  }));
}

function redirectsFor(
  host: string,
  all: ReadonlyMap<string, NginxServer['tls']>,
): NginxServer['redirectsFor'] {
  if (host === '') {
    return null;
  }
  const tls = all.get(host) ?? all.get(host.replace(/^[^.]+\./, '*.'));
  return tls ? { fact: tls.fact, path: tls.paths[0] } : null;
}

/** Of servers with the same alias NGINX keeps the first, and the controller writes them by the name of the host. */
function listAliases(
  drafts: readonly ServerDraft[],
  hosts: ReadonlySet<string>,
): ReadonlyMap<string, NginxServer['aliases']> {
  const nameOf = ({ host }: ServerDraft) => host || '_';
  const taken = new Set<string>();
  return new Map(
    [...drafts]
      .sort((a, b) => compareText(nameOf(a), nameOf(b)))
      .map(draft => {
        const own = aliasesOf(draft, hosts).filter(
          ({ host }) => !taken.has(host),
        );
        own.forEach(({ host }) => taken.add(host));
        return [draft.host, own];
      }),
  );
}

function emptyServer(host: string, root: Claim | null): ServerDraft {
  return { host, facts: [], byPath: new Map(), root };
}

/**
 * What takes the requests of a host that none of its paths takes: the default backend of the Ingress that made the server,
 * else the controller's own, in either case with the annotations of that Ingress.
 */
function rootOf(fact: IngressFact, ruleIndex: number): Claim {
  const backend = fact.spec.defaultBackend;
  const at = backend?.service
    ? 'spec.defaultBackend'
    : `spec.rules[${ruleIndex}]`;
  return {
    fact,
    path: '/',
    pathType: 'Prefix',
    ruleIndex: -1,
    matchIndex: 0,
    backend: backend?.service ? backend : null,
    at,
    backendPath: at,
  };
}

/** The oldest Ingress with a default backend and without rules gives it to the server of all other hosts. */
function catchAllOf(facts: readonly IngressFact[]): Claim | null {
  const fact = facts.find(
    ({ spec }) => spec.defaultBackend?.service && spec.rules.length === 0,
  );
  return fact ? { ...rootOf(fact, 0), isCatchAll: true } : null;
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
              pathType: pathTypeOf(item),
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
  const claimed = [...draft.byPath.values()].map(
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
  const hasRoot = claimed.some(
    ({ claim }) => claim.path === '/' && claim.pathType === 'Prefix',
  );
  const root: readonly NginxLocation[] =
    draft.root && !hasRoot
      ? [{ claim: draft.root, losers: [], isOrderKnown: true }]
      : [];
  // The root is there before the others, and of equal paths the first one stays first.
  return [...root, ...claimed].sort(
    (a, b) =>
      b.claim.path.length - a.claim.path.length ||
      compareText(b.claim.path, a.claim.path),
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

/**
 * The TLS section of the oldest Ingress of the host that has one. Where it names the host nowhere, its Secrets are tried by
 * the names in their certificates, and the default certificate stands in for what is not found (createServers); an entry
 * without hosts is taken to hold the certificate. The server of all other hosts has the default certificate from the start.
 */
function tlsOf({ host, facts }: ServerDraft): NginxServer['tls'] {
  const fact = facts.find(({ spec }) => spec.tls.length > 0);
  if (!fact) {
    return null;
  }
  const entries = fact.spec.tls.flatMap((entry, index) => {
    const at = entry.hosts.findIndex(name => name.toLowerCase() === host);
    return at >= 0 ? [{ entry, path: `spec.tls[${index}].hosts[${at}]` }] : [];
  });
  const chosen =
    entries.length > 0 || host === ''
      ? entries
      : fact.spec.tls.flatMap((entry, index) =>
          entry.hosts.length === 0
            ? [{ entry, path: `spec.tls[${index}]` }]
            : [],
        );
  return {
    fact,
    paths: chosen.length > 0 ? chosen.map(({ path }) => path) : ['spec.tls'],
    secretNames: [
      ...new Set(chosen.flatMap(({ entry }) => entry.secretName ?? [])),
    ],
  };
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
