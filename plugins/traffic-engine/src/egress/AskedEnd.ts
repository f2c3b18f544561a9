import type { ObjectRef } from '@portolan/plugin-traffic-common';

/**
 * One end of a connection that somebody asks about. `object` is a workload, a pod or (as destination) a Service; `entity` one of
 * the catalog, by its reference in lower case, which stands for all that it claims and the hosts that it says are its own.
 */
export type AskedEnd =
  | { readonly kind: 'object'; readonly ref: ObjectRef }
  | { readonly kind: 'address'; readonly ip: string }
  | { readonly kind: 'cidr'; readonly cidr: string }
  | { readonly kind: 'host'; readonly host: string }
  | { readonly kind: 'entity'; readonly entityRef: string };

/** Why an end of a question means nothing that could be asked about. */
export interface NotFound {
  readonly state: 'not-found';
  readonly end: 'from' | 'to';
  readonly why:
    | 'missing'
    | 'unknown'
    | 'no-address'
    | 'no-such-port'
    | 'no-endpoints'
    | 'nothing-claimed';
}
