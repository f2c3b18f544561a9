import { compareText } from '../../../../snapshot/compareText';
import { readOnce } from '../../../../snapshot/readOnce';
import type { IngressFact } from '../../facts/IngressFact';
import type { IngressBackend } from '../../schema';
import { isTrue } from '../annotationPolicies';
import { pathValue } from './acceptedValues';
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

/** The TLS section that a host is served by. */
export interface HostTls {
  readonly fact: IngressFact;
  /** Whether an entry names the host: its Secret counts then, if it has one. Else the Secrets are tried in this order. */
  readonly isNamed: boolean;
  readonly secretNames: readonly string[];
  /** The Secret of an entry without hosts, which is taken to be for all of them. */
  readonly assumed: string | null;
  readonly paths: readonly string[];
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
  readonly tls: HostTls | null;
  /** The host that redirects here by from-to-www-redirect. */
  readonly www: { readonly host: string; readonly fact: IngressFact } | null;
  /** The Ingresses with rules for this host, oldest first. */
  readonly facts: readonly IngressFact[];
}

const fullName = readOnce(({ object }: IngressFact) => ({
  text: `${object.namespace}/${object.name}`,
}));

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

/** The claims of an Ingress by the position of the rule. */
const claimsOf = readOnce((fact: IngressFact): readonly (readonly Claim[])[] =>
  fact.spec.rules.map(({ http }, ruleIndex) =>
    (http?.paths ?? []).flatMap((item, matchIndex) => {
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
    }),
  ),
);

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
      claimsOf(fact)[ruleIndex].forEach(claim => {
        const key = `${claim.pathType} ${claim.path}`;
        const claims = draft.byPath.get(key) ?? [];
        draft.byPath.set(key, claims);
        claims.push(claim);
      });
    });
  }
  const hosts = new Set(drafts.keys());
  const aliases = listAliases([...drafts.values()], hosts);
  return [...drafts.values()].map(draft => {
    const locations = locationsOf(draft);
    return {
      host: draft.host,
      aliases: aliases.get(draft.host) ?? [],
      locations,
      regexBy: regexOf(locations),
      tls: tlsOf(draft),
      www: wwwOf(draft, hosts),
      facts: draft.facts,
    };
  });
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

/** Oldest first; of the same age, the later name first, as the controller's store sorts them. */
export function compareAge(a: IngressFact, b: IngressFact): number {
  return (
    compareText(a.createdAt, b.createdAt) ||
    compareText(fullName(b).text, fullName(a).text)
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
  const isRoot = ({ claim: { path, pathType } }: NginxLocation) =>
    path === '/' && pathType === 'Prefix';
  const own = claimed.filter(isRoot);
  const root: readonly NginxLocation[] =
    draft.root && own.length === 0
      ? [{ claim: draft.root, losers: [], isOrderKnown: true }]
      : own;
  // The root is there before the others, whoever claims it, and of equal paths the first one stays first.
  return [...root, ...claimed.filter(each => !isRoot(each))].sort(
    (a, b) =>
      b.claim.path.length - a.claim.path.length ||
      compareText(b.claim.path, a.claim.path),
  );
}

/** A rewrite to the very path of the location is none, and the location of all other hosts has none. */
export function rewriteOf(claim: Claim): string | null {
  const target = targetOf(claim);
  return target === '' || target === claim.path ? null : target;
}

/**
 * A `Prefix` is a location of its path and one of all below it. A rewrite to the very path is none for the first, and sends all
 * of the second there (location.go, updateServerLocations).
 */
export function rewritesBelow(claim: Claim): boolean {
  return (
    claim.pathType === 'Prefix' &&
    !claim.path.endsWith('/') &&
    targetOf(claim) === claim.path &&
    !usesRegex(claim)
  );
}

function targetOf({ fact, isCatchAll }: Claim): string {
  return isCatchAll ? '' : pathValue(fact, 'rewrite-target');
}

/** Whether the Ingress of a claim says that its paths are expressions. */
export function usesRegex({ fact, isCatchAll }: Claim): boolean {
  return !isCatchAll && isTrue(fact.annotations[annotationKey('use-regex')]);
}

/** The root that stands in where no path claims it has the annotations of its Ingress too. */
function regexOf(locations: readonly NginxLocation[]): NginxServer['regexBy'] {
  for (const [name, decides] of [
    ['use-regex', usesRegex],
    [
      'rewrite-target',
      (claim: Claim) => rewriteOf(claim) !== null || rewritesBelow(claim),
    ],
  ] as const) {
    const [fact] = locations
      .flatMap(({ claim }) => (decides(claim) ? [claim.fact] : []))
      .sort(compareAge);
    if (fact) {
      return { fact, key: annotationKey(name) };
    }
  }
  return null;
}

/**
 * The TLS section of the oldest Ingress of the host that has one, and in it the first entry that names the host (createServers,
 * extractTLSSecretName); certificateOf.ts tells which Secret of it counts.
 */
function tlsOf({ host, facts }: ServerDraft): HostTls | null {
  const fact = facts.find(({ spec }) => spec.tls.length > 0);
  if (!fact) {
    return null;
  }
  const named = fact.spec.tls.flatMap(({ hosts, secretName }, index) => {
    const at = hosts.findIndex(name => name.toLowerCase() === host);
    return at >= 0
      ? [{ secretName, path: `spec.tls[${index}].hosts[${at}]` }]
      : [];
  });
  const open = fact.spec.tls.flatMap(({ hosts, secretName }, index) =>
    hosts.length === 0 ? [{ secretName, path: `spec.tls[${index}]` }] : [],
  );
  const [chosen] = named.length > 0 || host === '' ? named : open;
  const isNamed = named.length > 0;
  const all = isNamed ? named.slice(0, 1) : fact.spec.tls;
  return {
    fact,
    isNamed,
    secretNames: [
      ...new Set(all.flatMap(({ secretName }) => secretName || [])),
    ],
    assumed: isNamed ? null : chosen?.secretName || null,
    paths: [chosen?.path ?? 'spec.tls'],
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
