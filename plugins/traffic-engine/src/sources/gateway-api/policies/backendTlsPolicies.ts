import type {
  Condition,
  ObjectRef,
  ParentRef,
  RoutePolicy,
} from '@portolan/plugin-traffic-common';
import { SERVICE } from '../../../kinds/coreKinds';
import type { ServiceTarget } from '../../../model/drafts';
import { refKey, refTo } from '../../../model/refs';
import { referenceGrants } from '../../../references/referenceGrants';
import type { ClusterSnapshot } from '../../../snapshot/ClusterSnapshot';
import { compareText } from '../../../snapshot/compareText';
import { serviceFact } from '../../../topology/Service';
import { ENVOY_GATEWAY_BACKEND } from '../../../topology/vendorBackend';
import type { SourceProblem } from '../../Source';
import {
  readBackendTlsPolicy,
  type BackendTlsPolicyFact,
} from '../facts/backendTlsPolicyFact';
import type { GatewayEntry } from '../gateways/GatewayEntry';
import { resolveAuthority } from '../gateways/certificates';
import { certificateOutcome } from '../gateways/judgeListeners';
import { BACKEND_TLS_POLICY } from '../kinds';
import { parseProblem } from '../problems';
import { describeBackendTls } from './describeBackendTls';
import type { RouteEntry } from '../routes/RouteEntry';

/** What is predicted of a policy at one Gateway that sends requests to its targets. */
export interface PolicyAncestor {
  readonly gateway: GatewayEntry;
  /** The parents by which the routes that lead to its targets are attached there. */
  readonly parents: readonly ParentRef[];
  readonly accepted: Condition;
  readonly resolvedRefs: Condition;
}

export interface BackendTlsPolicyEntry {
  readonly ref: ObjectRef;
  readonly fact: BackendTlsPolicyFact;
  /** One per Gateway, in the order of the routes that lead to the targets. */
  readonly ancestors: readonly PolicyAncestor[];
}

/** The BackendTLSPolicies of a cluster and what they do to connections. */
export interface BackendTlsPolicies {
  readonly all: readonly BackendTlsPolicyEntry[];
  readonly problems: readonly SourceProblem[];
  /**
   * Whether the policy in force on a Service port, one for the port's name before one for the whole Service, lets a Gateway
   * connect; true without a policy.
   */
  lets(gateway: GatewayEntry, connectTo: ServiceTarget): boolean;
  /** What the policies on a Service port set for connections of a Gateway: the one in force, and those that it overrides. */
  settingsFor(
    gateway: GatewayEntry | undefined,
    connectTo: ServiceTarget,
  ): readonly RoutePolicy[];
}

const NO_SETTINGS: readonly RoutePolicy[] = [];
/** The parents by which routes are attached at Gateways. */
type Ways = ReadonlyMap<GatewayEntry, ReadonlySet<ParentRef>>;

const NO_GATEWAYS: ReadonlyMap<string, Ways> = new Map();

type Read = Pick<BackendTlsPolicyEntry, 'ref' | 'fact'>;

/** Judges all policies; the oldest of those with the same target wins, then the first by namespace/name. */
export function buildBackendTlsPolicies(
  snapshot: ClusterSnapshot,
  routes: readonly RouteEntry[],
): BackendTlsPolicies {
  const { policies, problems } = readPolicies(snapshot);
  const byTarget = new Map<string, Read[]>();
  for (const policy of policies) {
    for (const key of new Set(targetKeys(policy.fact))) {
      const known = byTarget.get(key) ?? [];
      known.push(policy);
      byTarget.set(key, known);
    }
  }
  const winners = new Map(
    [...byTarget].map(([key, [oldest]]) => [key, oldest]),
  );
  const gateways =
    policies.length > 0 ? gatewaysOfServices(routes) : NO_GATEWAYS;
  const all = policies.map(policy =>
    judgePolicy(snapshot, {
      policy,
      wins: targetKeys(policy.fact).some(key => winners.get(key) === policy),
      gateways: uniteWays(
        targetServices(policy.fact).flatMap(
          service => gateways.get(service) ?? [],
        ),
      ),
    }),
  );
  const byRef = new Map(all.map(entry => [refKey(entry.ref), entry]));
  const keysOf = ({ service, servicePort }: ServiceTarget) => {
    const whole = objectKey(service);
    const portName = portNameOf(snapshot, { service, servicePort });
    return portName ? [`${whole}:${portName}`, `${whole}:`] : [`${whole}:`];
  };
  const ancestorOf = (policy: Read, gateway: GatewayEntry | undefined) =>
    byRef
      .get(refKey(policy.ref))
      ?.ancestors.find(known => known.gateway === gateway);
  return {
    all,
    problems: [...problems, ...all.flatMap(policyProblems)],
    lets: (gateway, connectTo) => {
      const [winner] = keysOf(connectTo).flatMap(key => winners.get(key) ?? []);
      return (
        !winner || ancestorOf(winner, gateway)?.accepted.status !== 'False'
      );
    },
    settingsFor: (gateway, connectTo) => {
      if (byTarget.size === 0) {
        return NO_SETTINGS;
      }
      const met = [
        ...new Set(keysOf(connectTo).flatMap(key => byTarget.get(key) ?? [])),
      ];
      return met.map((policy, index) =>
        describeBackendTls(policy, {
          connectTo,
          by: index === 0 ? undefined : met[0].ref,
          accepted: ancestorOf(policy, gateway)?.accepted,
        }),
      );
    },
  };
}

function readPolicies(snapshot: ClusterSnapshot): {
  policies: readonly Read[];
  problems: readonly SourceProblem[];
} {
  const policies: Read[] = [];
  const problems: SourceProblem[] = [];
  for (const object of snapshot.list(BACKEND_TLS_POLICY)) {
    const ref = refTo(snapshot.cluster, object);
    const parsed = readBackendTlsPolicy(object);
    if (parsed.ok) {
      policies.push({ ref, fact: parsed.fact });
    } else {
      problems.push(parseProblem(ref, parsed));
    }
  }
  return { policies: policies.sort(compareAge), problems };
}

function compareAge({ fact: a }: Read, { fact: b }: Read): number {
  return (
    Number(a.createdAt === '') - Number(b.createdAt === '') ||
    compareText(a.createdAt, b.createdAt) ||
    compareText(`${a.namespace}/${a.name}`, `${b.namespace}/${b.name}`)
  );
}

/** Services, and Envoy Gateway's Backends, which only its own Gateways resolve; other kinds are an implementation's. */
const TARGET_KINDS = [SERVICE, ENVOY_GATEWAY_BACKEND];

/** Targets are objects of the policy's own namespace. */
function followedTargets({ targets, namespace }: BackendTlsPolicyFact) {
  return targets
    .filter(target => TARGET_KINDS.some(known => isOfKind(target, known)))
    .map(target => ({ ...target, namespace }));
}

function isOfKind(
  { group, kind }: { group: string; kind: string },
  known: { group: string; kind: string },
): boolean {
  return group === known.group && kind === known.kind;
}

function objectKey({
  kind,
  namespace,
  name,
}: Pick<ObjectRef, 'kind' | 'namespace' | 'name'>): string {
  return `${kind}/${namespace}/${name}`;
}

function targetKeys(fact: BackendTlsPolicyFact): readonly string[] {
  return followedTargets(fact).map(
    target => `${objectKey(target)}:${target.sectionName ?? ''}`,
  );
}

function targetServices(fact: BackendTlsPolicyFact): readonly string[] {
  return followedTargets(fact).map(objectKey);
}

function gatewaysOfServices(
  routes: readonly RouteEntry[],
): ReadonlyMap<string, Ways> {
  const found = new Map<string, Map<GatewayEntry, Set<ParentRef>>>();
  for (const { parents, rules } of routes) {
    const open = parents.filter(({ acceptances }) => acceptances.length > 0);
    for (const rule of open.length > 0 ? rules : []) {
      const { backends, mirrors, authorizers } = rule;
      for (const { draft } of [...backends, ...mirrors, ...authorizers]) {
        const service = objectKey(draft.ref);
        const known = found.get(service) ?? new Map();
        for (const { gateway, parentRef } of open) {
          if (gateway) {
            known.set(
              gateway,
              (known.get(gateway) ?? new Set()).add(parentRef),
            );
          }
        }
        found.set(service, known);
      }
    }
  }
  return found;
}

function uniteWays(all: readonly Ways[]): Ways {
  const united = new Map<GatewayEntry, Set<ParentRef>>();
  for (const [gateway, parents] of all.flatMap(ways => [...ways])) {
    const known = united.get(gateway) ?? new Set();
    parents.forEach(parent => known.add(parent));
    united.set(gateway, known);
  }
  return united;
}

function judgePolicy(
  snapshot: ClusterSnapshot,
  options: {
    policy: Read;
    wins: boolean;
    gateways: Ways;
  },
): BackendTlsPolicyEntry {
  const { policy, wins, gateways } = options;
  return {
    ...policy,
    ancestors: [...gateways].map(([gateway, parents]) => ({
      gateway,
      parents: [...parents],
      ...judgeAt(snapshot, { policy, wins, gateway }),
    })),
  };
}

function judgeAt(
  snapshot: ClusterSnapshot,
  options: { policy: Read; wins: boolean; gateway: GatewayEntry },
): Pick<PolicyAncestor, 'accepted' | 'resolvedRefs'> {
  const { policy, wins, gateway } = options;
  const outcomes = policy.fact.authorities.map(ref => {
    const state = resolveAuthority(ref, {
      snapshot,
      grants: snapshot.index(referenceGrants),
      from: {
        group: BACKEND_TLS_POLICY.group,
        kind: BACKEND_TLS_POLICY.kind,
        namespace: policy.ref.namespace,
      },
      controller: gateway.gatewayClass.controller,
    });
    return certificateOutcome(
      state,
      state === 'unsupported' ? 'InvalidKind' : 'InvalidCACertificateRef',
    );
  });
  const noneValid =
    outcomes.length > 0 &&
    outcomes.every(outcome => outcome?.status === 'False') &&
    !policy.fact.wellKnownAuthorities;
  return {
    accepted: judgeAccepted({ wins, noneValid }),
    resolvedRefs: {
      type: 'ResolvedRefs',
      ...(outcomes.find(outcome => outcome?.status === 'False') ??
        outcomes.find(outcome => outcome !== undefined) ?? {
          status: 'True',
          reason: 'ResolvedRefs',
        }),
    },
  };
}

function judgeAccepted(options: {
  wins: boolean;
  noneValid: boolean;
}): Condition {
  const type = 'Accepted';
  if (!options.wins) {
    return { type, status: 'False', reason: 'Conflicted' };
  }
  return options.noneValid
    ? { type, status: 'False', reason: 'NoValidCACertificate' }
    : { type, status: 'True', reason: 'Accepted' };
}

function policyProblems({
  ref,
  fact,
  ancestors,
}: BackendTlsPolicyEntry): SourceProblem[] {
  const foreign = fact.targets.flatMap(
    ({ group, kind, name }, index): SourceProblem[] =>
      TARGET_KINDS.some(known => isOfKind({ group, kind }, known))
        ? []
        : [
            {
              severity: 'info',
              object: ref,
              path: `spec.targetRefs[${index}]`,
              message: `The target ${kind} ${name} is seen and not interpreted: only Services and Envoy Gateway’s Backends are followed.`,
            },
          ],
  );
  return ancestors.some(
    ({ accepted }) => accepted.reason === 'NoValidCACertificate',
  )
    ? [
        ...foreign,
        {
          severity: 'warning',
          object: ref,
          path: 'spec.validation',
          message:
            'None of the certificate authorities that this policy names can be used, so requests to its targets fail. Create the ConfigMap with a key ca.crt, or name another.',
        },
      ]
    : foreign;
}

function portNameOf(
  snapshot: ClusterSnapshot,
  { service, servicePort }: ServiceTarget,
): string | undefined {
  const object = isOfKind(service, SERVICE)
    ? snapshot.get(SERVICE, service.namespace, service.name)
    : undefined;
  return object
    ? serviceFact(object).ports.find(({ port }) => port === servicePort)?.name
    : undefined;
}
