import type { Provenance, RoutePolicy } from '@portolan/plugin-traffic-common';
import { authorizationPolicies } from '../../../istio/facts/authorizationPolicies';
import { peerAuthentications } from '../../../istio/facts/peerAuthentications';
import { requestAuthentications } from '../../../istio/facts/requestAuthentications';
import { refKey } from '../../../model/refs';
import type { ClusterSnapshot } from '../../../snapshot/ClusterSnapshot';
import {
  serviceIndex,
  type ServiceIndex,
} from '../../../topology/serviceIndex';
import type { GatewayWorkloads, ServerEntry } from '../gateways/ServerEntry';
import type { ResolvedDestination } from '../routes/destinations';
import { policiesOfDestination } from './destinationPolicies';
import { extensionFinder } from './extensions';
import {
  securityPolicyFinder,
  type SecurityPolicyFinder,
} from './securityPolicies';
import type { PolicySubject } from './selectPolicies';

/** What holds at one place for all routes that pass it. */
export interface Held {
  readonly policies: readonly RoutePolicy[];
  readonly notInterpreted: readonly Provenance[];
}

export interface PolicyBook {
  /** What the gateway's proxy enforces. */
  atServer(server: ServerEntry): Held;
  /** What is set for a destination, and what its workloads' own proxies enforce. */
  atDestination(resolved: ResolvedDestination): Held;
}

const NO_POLICIES: readonly RoutePolicy[] = [];

function hasSecurityPolicies(snapshot: ClusterSnapshot): boolean {
  return (
    snapshot.index(requestAuthentications).all.length > 0 ||
    snapshot.index(authorizationPolicies).all.length > 0 ||
    snapshot.index(peerAuthentications).all.length > 0
  );
}

/** The policies of gateways and destinations, each worked out once. */
export function policyBook(snapshot: ClusterSnapshot): PolicyBook {
  const security = hasSecurityPolicies(snapshot)
    ? securityPolicyFinder(snapshot)
    : () => NO_POLICIES;
  const extensions = extensionFinder(snapshot);
  const servers = new Map<GatewayWorkloads, Map<number, Held>>();
  const destinations = new Map<ResolvedDestination, Held>();
  const services = snapshot.index(serviceIndex);
  return {
    atServer: server => {
      const byPort = servers.get(server.workloads) ?? new Map<number, Held>();
      servers.set(server.workloads, byPort);
      const subjects = subjectsOfGateway(server);
      const found = byPort.get(server.port) ?? {
        policies: distinct(
          subjects.flatMap(subject =>
            security(subject, { enforcer: 'gateway', port: server.port }),
          ),
        ),
        notInterpreted: distinct(subjects.flatMap(extensions)),
      };
      byPort.set(server.port, found);
      return found;
    },
    atDestination: resolved => {
      const found =
        destinations.get(resolved) ??
        heldAtDestination(resolved, { services, security, extensions });
      destinations.set(resolved, found);
      return found;
    },
  };
}

/** The pods that play a gateway; where they are not known, such as its selector describes. */
export function subjectsOfGateway({
  gateway,
  workloads,
}: Pick<ServerEntry, 'gateway' | 'workloads'>): readonly PolicySubject[] {
  return workloads.workloads.length > 0
    ? workloads.workloads.map(({ ref, podLabels }) => ({
        namespace: ref.namespace,
        labels: podLabels,
      }))
    : workloads.namespaces.map(namespace => ({
        namespace,
        labels: gateway.spec.selector,
      }));
}

function heldAtDestination(
  resolved: ResolvedDestination,
  options: {
    services: ServiceIndex;
    security: SecurityPolicyFinder;
    extensions: (subject: PolicySubject) => readonly Provenance[];
  },
): Held {
  const { services, security, extensions } = options;
  const { entry, port } = resolved;
  const own = policiesOfDestination(resolved);
  if (entry?.kind !== 'service') {
    return { policies: own, notInterpreted: [] };
  }
  const { service } = entry;
  const only = resolved.workloads && new Set(resolved.workloads.map(refKey));
  const subjects = services
    .workloadsOf(service.namespace, service.name)
    .filter(({ ref }) => !only || only.has(refKey(ref)))
    .map(({ ref, podLabels }) => ({
      namespace: ref.namespace,
      labels: podLabels,
    }));
  // Without workloads, as in files, the Service's selector is what its pods surely carry.
  const asked =
    subjects.length > 0
      ? subjects
      : [{ namespace: service.namespace, labels: service.selector ?? {} }];
  const target = service.ports.find(known => known.port === port)?.targetPort;
  return {
    policies: distinct([
      ...own,
      ...asked.flatMap(subject =>
        security(subject, {
          enforcer: 'backend',
          port: typeof target === 'number' ? target : null,
        }),
      ),
    ]),
    notInterpreted: distinct(asked.flatMap(extensions)),
  };
}

/** Each once: several workloads behind one Service have most of theirs in common. */
export function distinct<T>(items: readonly T[]): readonly T[] {
  return items.length < 2
    ? items
    : [...new Map(items.map(item => [JSON.stringify(item), item])).values()];
}
