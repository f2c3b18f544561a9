import type { KindRef } from '../kinds/KindRef';
import type { KubeObject } from '../snapshot/KubeObject';
import { isRecord, readRecord } from '../snapshot/read';

/** A kind of filter that routes name by ExtensionRef, known to the controllers of its own vendor alone. */
export interface VendorFilterKind {
  readonly kind: KindRef;
  /** The reason that its controllers give ResolvedRefs=False where the object is not there. */
  readonly unresolved: string;
  /** Whether the filter answers requests itself, so that its rule needs no backend. */
  readonly answers: (object: KubeObject) => boolean;
}

/** Envoy Gateway's HTTPRouteFilter: rewrites, answers of the proxy itself, credentials. */
export const ENVOY_GATEWAY_FILTER: KindRef = {
  group: 'gateway.envoyproxy.io',
  kind: 'HTTPRouteFilter',
  plural: 'httproutefilters',
  versions: ['v1alpha1'],
  scope: 'Namespaced',
  leftOutOfFiles: true,
};

/** Every vendor's filter kind that is read; adding one is a line here. */
export const VENDOR_FILTER_KINDS: readonly VendorFilterKind[] = [
  {
    kind: ENVOY_GATEWAY_FILTER,
    unresolved: 'UnsupportedValue',
    answers: object => isRecord(readRecord(object, 'spec').directResponse),
  },
];
