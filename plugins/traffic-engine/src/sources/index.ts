import type { KindRef } from '../kinds/KindRef';
import { kindKey } from '../kinds/KindRef';
import { KINDS_LEFT_BEHIND } from '../kinds/retiredApis';
import { CERTIFICATE_READS } from '../references/certificates';
import { serviceIndex } from '../topology/serviceIndex';
import { workloadIndex } from '../topology/workloadIndex';
import { adminNetworkPolicy } from './admin-network-policy';
import { antrea } from './antrea';
import { calico } from './calico';
import { cilium } from './cilium';
import { configuration } from './configuration';
import { contour } from './contour';
import { core } from './core';
import { envoyGateway } from './envoy-gateway';
import { f5Nginx } from './f5-nginx';
import { gatewayApi } from './gateway-api';
import { haproxy } from './haproxy';
import { istio } from './istio';
import { istioEgress } from './istio-egress';
import { kubernetesIngress } from './kubernetes-ingress';
import { networkPolicy } from './network-policy';
import { ovnKubernetes } from './ovn-kubernetes';
import { openshiftRoute } from './openshift-route';
import type { Source } from './Source';
import { traefik } from './traefik';

/** Every source, sorted by id; adding one is its folder and a line here. */
export const SOURCES: readonly Source[] = [
  adminNetworkPolicy,
  antrea,
  calico,
  cilium,
  configuration,
  contour,
  core,
  envoyGateway,
  f5Nginx,
  gatewayApi,
  haproxy,
  istio,
  istioEgress,
  kubernetesIngress,
  networkPolicy,
  openshiftRoute,
  ovnKubernetes,
  traefik,
];

/** Every kind that the engine reads, each once: what a backend has to watch. */
export const ALL_READS: readonly KindRef[] = [
  ...new Map(
    [
      ...workloadIndex.reads,
      ...serviceIndex.reads,
      ...CERTIFICATE_READS,
      ...SOURCES.flatMap(source => source.reads),
      ...KINDS_LEFT_BEHIND,
    ].map(kind => [kindKey(kind), kind]),
  ).values(),
];
