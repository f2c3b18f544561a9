import type {
  Provenance,
  Redirect,
  RoutePolicy,
  RouteVerdict,
} from '@portolan/plugin-traffic-common';
import type { HttpRoute } from '../../../istio/facts/virtualServices';
import type { MeshConfig } from '../../../istio/meshConfig';
import type { BackendDraft, RouteDraft } from '../../../model/drafts';
import { at, refKey } from '../../../model/refs';
import { routeUrl } from '../../../model/routeUrl';
import { readOnce } from '../../../snapshot/readOnce';
import { SOURCE_ID } from '../kinds';
import { distinct, type PolicyBook } from '../policies/policiesAt';
import { meshRetries, policiesOfRule } from '../policies/rulePolicies';
import { refusalOf, refusedDoor } from '../refused/refusal';
import { toBackends, type DestinationResolver } from './destinations';
import type { EffectiveRule } from './EffectiveRule';
import { toRouteMatch } from './httpMatch';
import { nameOfPlace, toHost, type Place } from './places';
import type { BoundMatch } from './RouteTable';

/** What drafting needs of the cluster. */
export interface Drafting {
  readonly resolve: DestinationResolver;
  readonly book: PolicyBook;
  readonly mesh: MeshConfig;
}

/** The part of a draft that all matches of one rule at one place share. */
interface DraftedRule
  extends Pick<
    RouteDraft,
    'backends' | 'policies' | 'notInterpreted' | 'redirect' | 'filters'
  > {
  readonly reasons: RouteVerdict['reasons'];
}

/** Drafts routes, the shared parts once for each rule and place. */
export function httpDrafter(drafting: Drafting) {
  const known = new Map<string, Map<EffectiveRule, DraftedRule>>();
  const ruleAt = (rule: EffectiveRule, place: Place) => {
    let atPlace = known.get(place.id);
    if (!atPlace) {
      atPlace = new Map();
      known.set(place.id, atPlace);
    }
    let found = atPlace.get(rule);
    if (!found) {
      found = draftRule(rule, place, drafting);
      atPlace.set(rule, found);
    }
    return found;
  };
  return (
    bound: BoundMatch,
    options: { host: string; place: Place; door: RouteVerdict },
  ): RouteDraft => {
    const { host: pattern, place, door } = options;
    const { rule, matchIndex, match } = bound;
    const { root, owner } = rule;
    const drafted = ruleAt(rule, place);
    const provenance = at(SOURCE_ID, owner.ref);
    const host = toHost(pattern);
    const wireMatch = toRouteMatch(match);
    const scheme = place.tls.mode === 'terminate' ? 'https' : 'http';
    const { url, isConcreteUrl } = routeUrl({
      scheme,
      host,
      port: place.reachedPort,
      path: wireMatch.path,
    });
    return {
      id: httpRouteId(bound, { host: pattern, place }),
      source: SOURCE_ID,
      cluster: owner.ref.cluster,
      object: owner.ref,
      ruleIndex: rule.ruleIndex,
      matchIndex,
      scheme,
      host,
      port: place.reachedPort,
      match: wireMatch,
      url,
      isConcreteUrl,
      entry: place.entry,
      addresses: [...place.addresses],
      exposure: place.exposure,
      tls: place.tls,
      filters: drafted.filters,
      policies: drafted.policies,
      notInterpreted: drafted.notInterpreted,
      redirect: drafted.redirect,
      backends: drafted.backends,
      door: judge(door, bound, { place, reasons: drafted.reasons }),
      reported: { state: 'no-status' },
      provenance: [
        provenance(bound.path),
        ...(rule.delegatedAt
          ? [at(SOURCE_ID, root.ref)(rule.delegatedAt)]
          : []),
        ...place.provenance,
      ],
    };
  };
}
export type HttpDrafter = ReturnType<typeof httpDrafter>;

/** The id of the route that a match makes behind one place. */
export function httpRouteId(
  { rule, matchIndex }: BoundMatch,
  { host, place }: { host: string; place: Place },
): string {
  const { root, owner, ruleIndex } = rule;
  const via = rule.delegatedAt
    ? `<${refKey(root.ref)}/${rule.delegatedAt}`
    : '';
  return `${refKey(owner.ref)}/http/${ruleIndex}.${matchIndex}${via}@${
    place.id
  }#${host}`;
}

function judge(
  door: RouteVerdict,
  { shadowedBy, rule }: BoundMatch,
  { place, reasons }: { place: Place; reasons: RouteVerdict['reasons'] },
): RouteVerdict {
  const refusal =
    door.state === 'serving' ? refusalOf(rule.root, rule.owner) : undefined;
  if (refusal) {
    return refusedDoor(refusal, nameOfPlace(place));
  }
  if (door.state === 'serving' && shadowedBy) {
    const { owner } = shadowedBy.rule;
    return {
      state: 'shadowed',
      reasons: [
        {
          code: 'Shadowed',
          params: {
            by: `${owner.ref.kind} ${owner.ref.namespace}/${owner.ref.name} ${shadowedBy.path}`,
          },
        },
      ],
    };
  }
  return door.state === 'serving' && reasons.length > 0
    ? { state: 'failing', reasons }
    : door;
}

/** What a rule says itself, wherever it holds. */
interface RuleFacts extends Pick<DraftedRule, 'redirect' | 'filters'> {
  readonly policies: readonly RoutePolicy[];
  readonly untranslated: readonly Provenance[];
}

const factsOf = readOnce(({ rule, owner, path }: EffectiveRule): RuleFacts => {
  const provenance = at(SOURCE_ID, owner.ref);
  return {
    policies: policiesOfRule(rule, field => provenance(`${path}.${field}`)),
    redirect: rule.redirect ? toRedirect(rule.redirect) : null,
    filters: listFilters(rule).map(type => ({ type, interpreted: true })),
    untranslated: untranslatedFields(rule).map(field =>
      provenance(`${path}.${field}`),
    ),
  };
});

function draftRule(
  effective: EffectiveRule,
  place: Place,
  { resolve, book, mesh }: Drafting,
): DraftedRule {
  const { rule, owner, path } = effective;
  const facts = factsOf(effective);
  const provenance = at(SOURCE_ID, owner.ref);
  const destinations = rule.route.map(({ destination, weight }, index) => ({
    resolved: resolve(destination, {
      client: place.client ?? owner.ref.namespace,
      proxies: place.proxies,
      owner: owner.ref.namespace,
      port: place.port,
    }),
    weight,
    provenance: provenance(`${path}.route[${index}]`),
  }));
  const answersItself = rule.redirect !== null || rule.directResponse !== null;
  const backends = answersItself ? [] : toBackends(destinations);
  const server = place.server ? book.atServer(place.server) : null;
  const behind = answersItself
    ? []
    : destinations.map(({ resolved }) => book.atDestination(resolved));
  return {
    backends,
    redirect: facts.redirect,
    filters: facts.filters,
    policies: distinct([
      ...facts.policies,
      ...meshRetries(rule, mesh),
      ...splitPolicy(backends, provenance(`${path}.route`)),
      ...(server?.policies ?? []),
      ...behind.flatMap(({ policies }) => policies),
    ]),
    notInterpreted: distinct([
      ...facts.untranslated,
      ...(server?.notInterpreted ?? []),
      ...behind.flatMap(held => held.notInterpreted),
    ]),
    reasons:
      !answersItself && rule.route.length === 0
        ? [{ code: 'NoBackends', params: {} }]
        : [],
  };
}

function splitPolicy(
  backends: readonly BackendDraft[],
  setBy: Provenance,
): readonly RoutePolicy[] {
  if (backends.length < 2) {
    return [];
  }
  const parts = backends.map(
    ({ ref, share }) => `${ref.name} ${Math.round(share * 1000) / 10} %`,
  );
  return [
    {
      aspect: 'canary',
      summary: parts.join(', '),
      params: { total: backends.reduce((sum, { weight }) => sum + weight, 0) },
      state: 'in-force',
      setBy,
    },
  ];
}

const FILTER_FIELDS = [
  'redirect',
  'directResponse',
  'rewrite',
  'timeout',
  'retries',
  'fault',
  'mirror',
  'corsPolicy',
  'headers',
] as const;

function listFilters(rule: HttpRoute): readonly string[] {
  return [
    ...FILTER_FIELDS.filter(field => rule[field] !== null),
    ...(rule.mirrors.length > 0 ? ['mirrors'] : []),
  ];
}

/** Fields that Istio's own validation or proxies leave aside, or that are not translated here. */
function untranslatedFields(rule: HttpRoute): readonly string[] {
  const abort = rule.fault?.abort;
  return [
    ...(abort?.http2Error ? ['fault.abort.http2Error'] : []),
    ...(rule.fault?.delay && !rule.fault.delay.fixedDelay
      ? ['fault.delay']
      : []),
  ];
}

function toRedirect({
  scheme,
  authority,
  port,
  uri,
  prefixRewrite,
  redirectCode,
}: NonNullable<HttpRoute['redirect']>): Redirect {
  return {
    scheme,
    hostname: authority,
    port,
    path: uri ?? prefixRewrite,
    statusCode: redirectCode || 301,
  };
}
