import type {
  Address,
  ControllerVerdict,
  ObjectRef,
} from '@portolan/plugin-traffic-common';
import { refTo } from '../../model/refs';
import type { KubeObject } from '../../snapshot/KubeObject';
import {
  isRecord,
  readList,
  readNumber,
  readRecord,
  readText,
  type UnknownRecord,
} from '../../snapshot/read';
import { loadBalancerAddresses } from '../../topology/loadBalancerAddresses';
import { CONTOUR_CONTROLLER } from './kinds';

/** What one HTTPProxy says of itself; routes and settings are read from `spec` where they are used. */
export interface ProxyFact {
  readonly object: ObjectRef;
  readonly spec: UnknownRecord;
  /** '' where none is named: the Contour that has no class takes it. */
  readonly className: string;
  /** A root has a virtual host; others serve only where a root includes them. */
  readonly isRoot: boolean;
  /** Lower-case; '' where a root names none. */
  readonly fqdn: string;
  /** ISO time; '' where the object does not say. */
  readonly createdAt: string;
  /** Of the Envoys that serve a root, as Contour wrote them into its status. */
  readonly addresses: readonly Address[];
  readonly reported: ControllerVerdict;
}

const CLASS_ANNOTATIONS = [
  'projectcontour.io/ingress.class',
  'kubernetes.io/ingress.class',
];

export function readProxy(cluster: string, proxy: KubeObject): ProxyFact {
  const spec = isRecord(proxy.spec) ? proxy.spec : {};
  const annotations = proxy.metadata.annotations ?? {};
  return {
    object: refTo(cluster, proxy),
    spec,
    className:
      CLASS_ANNOTATIONS.map(key => annotations[key]).find(Boolean) ??
      readText(spec, 'ingressClassName') ??
      '',
    isRoot: isRecord(spec.virtualhost),
    fqdn: (
      readText(readRecord(spec, 'virtualhost'), 'fqdn') ?? ''
    ).toLowerCase(),
    createdAt: proxy.metadata.creationTimestamp ?? '',
    addresses: loadBalancerAddresses(proxy),
    reported: readStatus(proxy),
  };
}

/** `NotReconciled` is what the API server writes before Contour has looked. */
function readStatus({ status, metadata }: KubeObject): ControllerVerdict {
  const valid = readList(status, 'conditions').find(
    item => readText(item, 'type') === 'Valid',
  );
  const said = readText(valid, 'status');
  if (said !== 'True' && said !== 'False' && said !== 'Unknown') {
    return { state: 'none' };
  }
  const [error] = readList(valid, 'errors');
  const conditions = [
    {
      type: 'Valid',
      status: said,
      reason: readText(error, 'reason') ?? readText(valid, 'reason') ?? '',
    } as const,
  ];
  const seen = readNumber(valid, 'observedGeneration');
  return seen !== undefined &&
    metadata.generation !== undefined &&
    seen < metadata.generation
    ? { state: 'pending', controller: CONTOUR_CONTROLLER, conditions }
    : { state: 'reported', controller: CONTOUR_CONTROLLER, conditions };
}
