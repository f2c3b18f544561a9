import type {
  ClusterFreshness,
  KindKnowledge,
  Problem,
} from '@portolan/plugin-traffic-common';

/** Which of the tab's questions a kind helps to answer. */
export type Question = 'ways-in' | 'ways-out';

/** A reason why a list may be incomplete: a whole cluster, or some kinds of it. */
export type MissingKnowledge = { cluster: string } & (
  | { what: 'unavailable'; problem?: Problem }
  | { what: 'pending' }
  | { what: 'stale'; since: string; problem?: Problem }
  | { what: 'denied-kinds'; kinds: string[]; problem: Problem }
  | { what: 'pending-kinds'; kinds: string[] }
  | { what: 'stale-kinds'; kinds: string[]; since: string; problem: Problem }
  | { what: 'namespaces-only'; namespaces: string[] }
);

/** API groups, and kinds of groups, that answer one question only; every other kind is taken to matter for both. */
const ONE_QUESTION: ReadonlyMap<string, Question> = new Map([
  ['gateway.networking.k8s.io', 'ways-in'],
  ['gateway.networking.x-k8s.io', 'ways-in'],
  ['discovery.k8s.io', 'ways-in'],
  ['networking.k8s.io/Ingress', 'ways-in'],
  ['networking.k8s.io/IngressClass', 'ways-in'],
  ['networking.k8s.io/NetworkPolicy', 'ways-out'],
  ['policy.networking.k8s.io', 'ways-out'],
  ['gateway.envoyproxy.io', 'ways-in'],
  ['traefik.io', 'ways-in'],
  ['traefik.containo.us', 'ways-in'],
  ['route.openshift.io', 'ways-in'],
  ['projectcontour.io', 'ways-in'],
  ['k8s.nginx.org', 'ways-in'],
  ['ingress.v1.haproxy.org', 'ways-in'],
  ['ingress.v3.haproxy.org', 'ways-in'],
  ['configuration.konghq.com', 'ways-in'],
  ['cert-manager.io', 'ways-in'],
  ['/Secret', 'ways-in'],
  ['cilium.io', 'ways-out'],
  ['k8s.ovn.org', 'ways-out'],
  ['crd.antrea.io', 'ways-out'],
  ['crd.projectcalico.org', 'ways-out'],
  ['projectcalico.org', 'ways-out'],
]);

/** All that may be missing from the answer to one question (or to any), by cluster. */
export function listMissingKnowledge(
  clusters: readonly ClusterFreshness[],
  question?: Question,
): MissingKnowledge[] {
  return clusters.flatMap(cluster => missingOf(cluster, question));
}

function missingOf(
  { name, state, since, problem, kinds }: ClusterFreshness,
  question: Question | undefined,
): MissingKnowledge[] {
  const cluster = name;
  const because = problem ? { problem } : {};
  switch (state) {
    case 'unavailable':
      return [{ cluster, what: 'unavailable', ...because }];
    case 'pending':
      return [{ cluster, what: 'pending' }];
    case 'stale':
      if (since) {
        return [{ cluster, what: 'stale', since, ...because }];
      }
      break;
    default:
  }
  return missingKinds(
    cluster,
    kinds.filter(kind => isAbout(kind, question)),
  );
}

function isAbout(
  { group, kind }: KindKnowledge,
  question: Question | undefined,
): boolean {
  const only = ONE_QUESTION.get(group) ?? ONE_QUESTION.get(`${group}/${kind}`);
  return !question || !only || only === question;
}

function missingKinds(
  cluster: string,
  kinds: readonly KindKnowledge[],
): MissingKnowledge[] {
  const found = new Map<string, MissingKnowledge>();
  for (const { kind, status } of kinds) {
    const plural = pluralOf(kind);
    switch (status.state) {
      case 'denied': {
        const { problem } = status;
        addKind(found, `denied ${problem.reason}`, plural, {
          cluster,
          what: 'denied-kinds',
          kinds: [],
          problem,
        });
        break;
      }
      case 'pending':
        addKind(found, 'pending', plural, {
          cluster,
          what: 'pending-kinds',
          kinds: [],
        });
        break;
      case 'stale': {
        const { since, problem } = status;
        addKind(found, `stale ${problem.reason}`, plural, {
          cluster,
          what: 'stale-kinds',
          kinds: [],
          since,
          problem,
        });
        break;
      }
      case 'synced':
        if (status.namespaces) {
          const namespaces = [...status.namespaces].sort();
          found.set(`namespaces ${namespaces.join(' ')}`, {
            cluster,
            what: 'namespaces-only',
            namespaces,
          });
        }
        break;
      default:
    }
  }
  return [...found.values()];
}

function addKind(
  found: Map<string, MissingKnowledge>,
  key: string,
  kind: string,
  missing: MissingKnowledge & { kinds: string[] },
) {
  const known = found.get(key) ?? missing;
  if ('kinds' in known) {
    known.kinds.push(kind);
  }
  found.set(key, known);
}

/** `NetworkPolicies`: the plural that people write for a kind. */
export function pluralOf(kind: string): string {
  if (/(?:s|x|ch|sh)$/i.test(kind)) {
    return `${kind}es`;
  }
  return /[^aeiou]y$/i.test(kind) ? `${kind.slice(0, -1)}ies` : `${kind}s`;
}
