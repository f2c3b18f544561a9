import type { KindRef } from '../../kinds/KindRef';
import {
  AUTHORIZATION_POLICY,
  DESTINATION_RULE,
  ENVOY_FILTER,
  ISTIO_GATEWAY,
  PEER_AUTHENTICATION,
  PROXY_CONFIG,
  REQUEST_AUTHENTICATION,
  SERVICE_ENTRY,
  TELEMETRY,
  VIRTUAL_SERVICE,
  WASM_PLUGIN,
  WORKLOAD_GROUP,
} from '../../istio/kinds';
import { CONFIG_MAP, NAMESPACE } from '../../kinds/coreKinds';
import { serviceIndex } from '../../topology/serviceIndex';

export const SOURCE_ID = 'istio';

/** Which controller serves all of this; an Istio Gateway has no class. */
export const CONTROLLER = 'istiod';

/** Only used where a snapshot has them: files do, and nobody watches Secrets for this. */
export const SECRET: KindRef = {
  group: '',
  kind: 'Secret',
  plural: 'secrets',
  versions: ['v1'],
  scope: 'Namespaced',
  leftOutOfFiles: true,
};

/** Kinds that change what a proxy does in ways that are not translated: present is all that is said of them. */
export const NOT_INTERPRETED_KINDS: readonly KindRef[] = [
  ENVOY_FILTER,
  WASM_PLUGIN,
  TELEMETRY,
  PROXY_CONFIG,
  WORKLOAD_GROUP,
];

export const READS: readonly KindRef[] = [
  ISTIO_GATEWAY,
  VIRTUAL_SERVICE,
  DESTINATION_RULE,
  SERVICE_ENTRY,
  AUTHORIZATION_POLICY,
  PEER_AUTHENTICATION,
  REQUEST_AUTHENTICATION,
  ...NOT_INTERPRETED_KINDS,
  NAMESPACE,
  ...serviceIndex.reads,
];

/** ConfigMaps hold the mesh's own configuration; others watch them. */
export const READS_IF_GIVEN: readonly KindRef[] = [SECRET, CONFIG_MAP];
