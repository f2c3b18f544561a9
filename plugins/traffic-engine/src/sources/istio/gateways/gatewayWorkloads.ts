import type { Address } from '@portolan/plugin-traffic-common';
import { SERVICE } from '../../../kinds/coreKinds';
import { matchLabels } from '../../../match/labels';
import { refKey, refTo } from '../../../model/refs';
import { canTellAbsence } from '../../../references/lookUp';
import type {
  ClusterSnapshot,
  SnapshotIndex,
} from '../../../snapshot/ClusterSnapshot';
import type { KubeObject } from '../../../snapshot/KubeObject';
import { readList } from '../../../snapshot/read';
import { loadBalancerAddresses } from '../../../topology/loadBalancerAddresses';
import { serviceFact } from '../../../topology/Service';
import {
  workloadIndex,
  type WorkloadFact,
} from '../../../topology/workloadIndex';
import type { GatewayService, GatewayWorkloads } from './ServerEntry';

type Labels = Readonly<Record<string, string>>;

/** Annotations by which cloud providers make a load balancer internal. */
const INTERNAL_ANNOTATIONS: Readonly<Record<string, string>> = {
  'service.beta.kubernetes.io/aws-load-balancer-internal': 'true',
  'service.beta.kubernetes.io/aws-load-balancer-scheme': 'internal',
  'service.beta.kubernetes.io/azure-load-balancer-internal': 'true',
  'networking.gke.io/load-balancer-type': 'internal',
  'cloud.google.com/load-balancer-type': 'internal',
};

/** A Service with this label is left aside where the port of a server is looked up (DisableGatewayPortTranslationLabel). */
const NO_TRANSLATION = 'experimental.istio.io/disable-gateway-port-translation';

/** What was found by selector; Gateways and rules change more often than it does. */
const foundWorkloads: SnapshotIndex<Map<string, GatewayWorkloads>> = {
  name: 'workloads of Istio gateways',
  reads: [...workloadIndex.reads, SERVICE],
  build: () => new Map(),
};

/**
 * Finds who plays a Gateway, by its selector over the pods of ALL namespaces (Gateway.selector), each selector once. A
 * Service is in front of it when what it selects is always selected by the Gateway too, so Services are found even where
 * pods are not known.
 */
export function gatewayWorkloadsFinder(
  snapshot: ClusterSnapshot,
): (selector: Labels, ownNamespace: string) => GatewayWorkloads {
  const known = snapshot.index(foundWorkloads);
  return (selector, ownNamespace) => {
    const text = JSON.stringify([
      Object.entries(selector).sort(),
      ownNamespace,
    ]);
    const found =
      known.get(text) ?? findWorkloads(snapshot, { selector, ownNamespace });
    known.set(text, found);
    return found;
  };
}

function findWorkloads(
  snapshot: ClusterSnapshot,
  { selector, ownNamespace }: { selector: Labels; ownNamespace: string },
): GatewayWorkloads {
  const isAll = Object.keys(selector).length === 0;
  const workloads = isAll
    ? []
    : snapshot
        .index(workloadIndex)
        .all.filter(workload => hasPodsOf(workload, selector));
  const services = isAll ? [] : findServices(snapshot, { selector, workloads });
  const namespaces = [
    ...new Set([
      ...workloads.map(({ ref }) => ref.namespace),
      ...services.map(({ ref }) => ref.namespace),
    ]),
  ].sort();
  return {
    workloads,
    services,
    isKnown:
      !isAll &&
      workloadIndex.reads.every(kind => {
        const status = snapshot.statusOf(kind);
        return canTellAbsence(status, ownNamespace) && !isPartial(status);
      }),
    namespaces: namespaces.length > 0 ? namespaces : [ownNamespace],
    key:
      workloads.length > 0
        ? workloads.map(({ ref }) => refKey(ref)).join(' ')
        : JSON.stringify(Object.entries(selector).sort()),
  };
}

/** Pods of one template share their labels, so that those of the pod before need no second look. */
function hasPodsOf({ podLabels, pods }: WorkloadFact, selector: Labels) {
  const wanted = { matchLabels: selector };
  if (matchLabels(wanted, podLabels)) {
    return true;
  }
  let last: Labels | undefined;
  for (const { labels } of pods) {
    if (labels !== last && matchLabels(wanted, labels)) {
      return true;
    }
    last = labels;
  }
  return false;
}

/** Whether only some namespaces are watched: a gateway may be in another. */
function isPartial(status: object): boolean {
  return 'namespaces' in status && status.namespaces !== undefined;
}

function findServices(
  snapshot: ClusterSnapshot,
  {
    selector,
    workloads,
  }: { selector: Labels; workloads: GatewayWorkloads['workloads'] },
): readonly GatewayService[] {
  const entries = Object.entries(selector);
  return snapshot.list(SERVICE).flatMap((object): GatewayService[] => {
    const service = serviceFact(object);
    const own = service.selector;
    if (!own) {
      return [];
    }
    const isInFront =
      entries.every(([key, value]) => own[key] === value) ||
      workloads.some(
        workload =>
          workload.ref.namespace === service.namespace &&
          matchLabels({ matchLabels: own }, workload.podLabels),
      );
    return isInFront
      ? [
          {
            ref: refTo(snapshot.cluster, object),
            ports: service.ports,
            addresses: addressesOf(object),
            isInternal: isInternal(object),
            isTranslated: !(NO_TRANSLATION in service.labels),
          },
        ]
      : [];
  });
}

function addressesOf(service: KubeObject): readonly Address[] {
  const external = readList(service.spec, 'externalIPs').flatMap(value =>
    typeof value === 'string' ? [{ type: 'IPAddress', value }] : [],
  );
  return [...loadBalancerAddresses(service), ...external];
}

function isInternal({ metadata }: KubeObject): boolean {
  return Object.entries(INTERNAL_ANNOTATIONS).some(
    ([key, value]) => metadata.annotations?.[key]?.toLowerCase() === value,
  );
}
