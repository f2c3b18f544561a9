import type { Provenance } from '@portolan/plugin-traffic-common';
import type { Sidecar } from '../../istio/facts/sidecars';
import { meshConfig } from '../../istio/meshConfig';
import { at } from '../../model/refs';
import type { ClusterSnapshot } from '../../snapshot/ClusterSnapshot';
import { SOURCE_ID } from './kinds';

/** What proxies do with a destination that they do not know; `ambiguous`: it is set and does not say. */
export interface OutboundMode {
  readonly mode: 'ALLOW_ANY' | 'REGISTRY_ONLY' | 'ambiguous';
  /** Absent: nothing says so, it is Istio's own default. */
  readonly setBy?: Provenance;
}

/**
 * The mode of a Sidecar, else of the mesh. An `outboundTrafficPolicy` without a mode is ambiguous: the enumeration's first
 * value is REGISTRY_ONLY, and the mesh's default is another (Kiali's KIA1007).
 */
export function outboundModeOf(
  sidecar: Sidecar | undefined,
  mesh: OutboundMode,
): OutboundMode {
  const policy = sidecar?.spec.outboundTrafficPolicy;
  if (!sidecar || !policy) {
    return mesh;
  }
  const { mode } = policy;
  return {
    mode: mode === 'ALLOW_ANY' || mode === 'REGISTRY_ONLY' ? mode : 'ambiguous',
    setBy: at(SOURCE_ID, sidecar.ref)('spec.outboundTrafficPolicy'),
  };
}

/** The mesh's mode from its ConfigMaps, one per revision; where none was given, Istio's default is taken to hold. */
export function meshModeOf(snapshot: ClusterSnapshot): OutboundMode {
  const found = snapshot.index(meshConfig).sources.map(
    ({ facts, setBy }): OutboundMode => ({
      mode: facts.state === 'read' ? facts.outboundTrafficPolicy : 'ambiguous',
      setBy: at(SOURCE_ID, setBy.object)(setBy.path),
    }),
  );
  const [first = { mode: 'ALLOW_ANY' }] = found;
  return found.every(({ mode }) => mode === first.mode)
    ? first
    : { ...first, mode: 'ambiguous' };
}
