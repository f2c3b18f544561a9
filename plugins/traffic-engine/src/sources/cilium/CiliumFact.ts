import type { ObjectRef } from '@portolan/plugin-traffic-common';
import type { AddressRange } from '../../match/cidr';
import type { LabelSelector } from '../../match/labels';
import type { Doubt } from '../../match/Match';
import type { PortRule } from '../../match/port';
import type { FieldProblem } from '../../match/readLabelSelector';

/** Something to say of a field: an error where Cilium refuses the policy for it, or does not do what it says. */
export interface CiliumNote extends FieldProblem {
  readonly severity: 'error' | 'info';
}

/** Pods by their own labels and those of their namespace, as Cilium's identities carry both. */
export interface EndpointChoice {
  readonly pods: LabelSelector;
  readonly namespaces: LabelSelector;
  /** The policy's own namespace, where the choice says nothing of namespaces; null: any. */
  readonly namespace: string | null;
}

export type CiliumPeer = { readonly path: string } & (
  | { readonly kind: 'endpoints'; readonly choice: EndpointChoice }
  | { readonly kind: 'entity'; readonly entity: string }
  | {
      readonly kind: 'cidr';
      readonly cidr: string;
      readonly except: readonly string[];
      readonly ranges: readonly AddressRange[];
    }
  | {
      readonly kind: 'fqdn';
      /** `api.example.com`, or a pattern such as `*.example.com`. */
      readonly name: string;
      readonly matches: (host: string) => boolean;
    }
  | {
      readonly kind: 'services';
      /** null: any. */
      readonly namespace: string | null;
      /** By name, or by their own labels. */
      readonly which: string | LabelSelector;
    }
  | {
      readonly kind: 'cidr-groups';
      /** By name, or by their own labels. */
      readonly which: string | LabelSelector;
      /** Addresses that are taken out of them, which Cilium does not do in every version. */
      readonly except: readonly AddressRange[];
    }
  /** There, and not told who it means. */
  | { readonly kind: 'doubtful'; readonly doubt: Doubt }
);

export interface CiliumRule {
  readonly path: string;
  readonly action: 'allow' | 'deny';
  readonly ports: readonly (PortRule | 'unreadable')[];
  /** null: the rule names no peer at all and some ports: anybody, there. */
  readonly peers: readonly CiliumPeer[] | null;
  readonly doubt?: Doubt;
  /** It sends questions for names through Cilium’s proxy, which learns addresses from the answers. */
  readonly asksNames?: boolean;
}

/** One rule set (`spec`, or an entry of `specs`) of a policy. */
export interface CiliumFact {
  readonly ref: ObjectRef;
  readonly path: string;
  readonly choice: EndpointChoice | 'unreadable';
  readonly egress: readonly CiliumRule[];
  readonly ingress: readonly CiliumRule[];
  readonly closesEgress: boolean;
  readonly closesIngress: boolean;
  /** Cilium refuses the policy as it is written, or it cannot be read whole: whether anything of it is in force is not known. */
  readonly isRefused: boolean;
}
