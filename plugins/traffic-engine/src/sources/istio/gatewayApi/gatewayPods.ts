import { GATEWAY_CLASS } from '../../../kinds/gatewayApiKinds';
import { lookUp } from '../../../references/lookUp';
import type { ClusterSnapshot } from '../../../snapshot/ClusterSnapshot';
import type { KubeObject } from '../../../snapshot/KubeObject';
import {
  readLabels,
  readList,
  readRecord,
  readText,
} from '../../../snapshot/read';
import { serviceIndex } from '../../../topology/serviceIndex';
import {
  workloadIndex,
  type WorkloadFact,
} from '../../../topology/workloadIndex';
import type { PolicySubject } from '../policies/selectPolicies';

/** By this label istiod knows of which Gateway a pod is the proxy. */
export const GATEWAY_NAME = 'gateway.networking.k8s.io/gateway-name';
const GATEWAY_CLASS_NAME = 'gateway.networking.k8s.io/gateway-class-name';
const MANAGED_BY = 'gateway.istio.io/managed';

const CONTROLLER = 'istio.io/gateway-controller';

/** The pods that play a Gateway of the Gateway API. */
export interface GatewayPods {
  readonly subjects: readonly PolicySubject[];
  /** Otherwise they are behind a Service whose pods are not known, and so are their labels. */
  readonly areKnown: boolean;
}

/** Whether Istio serves the Gateways of a controller (waypoints have another); one that is not known is not known to be another. */
export function isIstioGateway(controller: string | null): boolean | undefined {
  return controller === null ? undefined : controller === CONTROLLER;
}

/** The same of a Gateway by its class; a class that is not there has no controller. */
export function isServedByIstio(
  snapshot: ClusterSnapshot,
  gateway: KubeObject,
): boolean | undefined {
  const name = readText(gateway.spec, 'gatewayClassName') ?? '';
  const found = lookUp(snapshot, GATEWAY_CLASS, '', name);
  switch (found.state) {
    case 'resolved':
      return isIstioGateway(
        readText(readRecord(found.value, 'spec'), 'controllerName') ?? null,
      );
    case 'missing':
      return false;
    default:
      return undefined;
  }
}

/**
 * The pods that istiod runs for a Gateway, or those of the Service that the Gateway names as its address (manual deployment).
 * Where none is seen, such as istiod would make.
 */
export function podsOfGateway(
  snapshot: ClusterSnapshot,
  gateway: KubeObject,
): GatewayPods {
  const { name, namespace = '' } = gateway.metadata;
  const own = snapshot
    .index(workloadIndex)
    .inNamespace(namespace)
    .filter(({ podLabels }) => podLabels[GATEWAY_NAME] === name);
  if (own.length > 0) {
    return { subjects: own.map(toSubject), areKnown: true };
  }
  const service = serviceOf(gateway);
  if (service) {
    const behind = snapshot
      .index(serviceIndex)
      .workloadsOf(service.namespace, service.name);
    return behind.length > 0
      ? { subjects: behind.map(toSubject), areKnown: true }
      : {
          subjects: [{ namespace: service.namespace, labels: {} }],
          areKnown: false,
        };
  }
  return {
    subjects: [{ namespace, labels: labelsMadeFor(gateway) }],
    areKnown: true,
  };
}

function toSubject({ ref, podLabels }: WorkloadFact): PolicySubject {
  return { namespace: ref.namespace, labels: podLabels };
}

/** The Service that a Gateway names as its address: `name`, or `name.namespace.svc…`. */
function serviceOf({ metadata, spec }: KubeObject) {
  const named = readList(spec, 'addresses').find(
    address => readText(address, 'type') === 'Hostname',
  );
  const [name, namespace] = readText(named, 'value')?.split('.') ?? [];
  return name
    ? { name, namespace: namespace ?? metadata.namespace ?? '' }
    : undefined;
}

/** Pods get the labels of the Gateway's infrastructure, else its own, and those by which istiod knows them. */
function labelsMadeFor({
  metadata,
  spec,
}: KubeObject): Readonly<Record<string, string>> {
  const infrastructure = readRecord(spec, 'infrastructure');
  const given =
    infrastructure.labels === undefined
      ? metadata.labels
      : readLabels(infrastructure, 'labels');
  return {
    ...given,
    [GATEWAY_NAME]: metadata.name,
    [GATEWAY_CLASS_NAME]: readText(spec, 'gatewayClassName') ?? '',
    [MANAGED_BY]: 'istio.io-gateway-controller',
  };
}
