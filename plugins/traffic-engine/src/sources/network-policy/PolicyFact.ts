import type { ObjectRef } from '@portolan/plugin-traffic-common';
import type { AddressRange } from '../../match/cidr';
import type { LabelSelector } from '../../match/labels';
import type { PortRule } from '../../match/port';

/** The layer of its verdicts, and the source of their provenance. */
export const LAYER = 'network-policy';

/** One NetworkPolicy as read; what could not be read is marked where it stands, so that doubt stays as small as it is. */
export interface PolicyFact {
  readonly ref: ObjectRef;
  readonly podSelector: LabelSelector | 'unreadable';
  readonly ingress: DirectionFact;
  readonly egress: DirectionFact;
}

export interface DirectionFact {
  /** Whether the policy lists this direction, and so isolates the pods it selects. */
  readonly isolates: 'yes' | 'no' | 'policy-not-readable';
  /** The field for which the direction is closed where no rule opens it. */
  readonly path: string;
  readonly rules: readonly RuleFact[];
}

export interface RuleFact {
  readonly path: string;
  /** No entry: any port. */
  readonly ports: readonly (PortRule | 'unreadable')[];
  /** No entry: any peer. */
  readonly peers: readonly PeerFact[];
}

export type PeerFact =
  | { readonly kind: 'unreadable'; readonly path: string }
  | {
      readonly kind: 'pods';
      readonly path: string;
      /** null: the pods of the policy's own namespace. */
      readonly namespaces: LabelSelector | null;
      readonly pods: LabelSelector;
    }
  | {
      readonly kind: 'addresses';
      readonly path: string;
      readonly cidr: string;
      readonly except: readonly string[];
      readonly ranges: readonly AddressRange[];
    };
