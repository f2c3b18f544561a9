import { CONFIG_MAP, NAMESPACE, SERVICE } from '../../kinds/coreKinds';
import { GATEWAY, GATEWAY_CLASS } from '../../kinds/gatewayApiKinds';
import type { KindRef } from '../../kinds/KindRef';
import {
  AUTHORIZATION_POLICY,
  DESTINATION_RULE,
  ISTIO_GATEWAY,
  PEER_AUTHENTICATION,
  SERVICE_ENTRY,
  SIDECAR,
  VIRTUAL_SERVICE,
} from '../../istio/kinds';
import { serviceIndex } from '../../topology/serviceIndex';
import { workloadIndex } from '../../topology/workloadIndex';

export const SOURCE_ID = 'istio-egress';

/** The kinds that tell of a way out through a proxy of the mesh. */
const WAY_KINDS: readonly KindRef[] = [
  SERVICE_ENTRY,
  VIRTUAL_SERVICE,
  ISTIO_GATEWAY,
  DESTINATION_RULE,
];

/** Every kind that the source reads. */
export const READS: readonly KindRef[] = [
  ...WAY_KINDS,
  SIDECAR,
  AUTHORIZATION_POLICY,
  PEER_AUTHENTICATION,
  GATEWAY,
  GATEWAY_CLASS,
  NAMESPACE,
  SERVICE,
  ...serviceIndex.reads,
  ...workloadIndex.reads,
];

/** The mesh's own configuration lies in a ConfigMap of the root namespace. */
export const READS_IF_GIVEN: readonly KindRef[] = [CONFIG_MAP];
