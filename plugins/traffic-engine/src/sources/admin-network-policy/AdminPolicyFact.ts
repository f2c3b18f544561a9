import type { ObjectRef } from '@portolan/plugin-traffic-common';
import type { AddressRange } from '../../match/cidr';
import type { LabelSelector } from '../../match/labels';
import type { PortRule } from '../../match/port';
import type { Outcome } from '../../model/drafts';

/** The tier that a policy stands in: before NetworkPolicy, or after it. */
export type Tier = 'admin' | 'baseline';

/** One policy of administrators, whatever its kind and version, as read. */
export interface AdminPolicyFact {
  readonly ref: ObjectRef;
  readonly tier: Tier;
  /** Low goes first; null: it could not be read, so its place is not known. */
  readonly priority: number | null;
  readonly subject: PodChoice | 'unreadable';
  readonly ingress: readonly AdminRuleFact[];
  readonly egress: readonly AdminRuleFact[];
}

export interface AdminRuleFact {
  readonly path: string;
  readonly action: Outcome | 'unreadable';
  /** No entry: any port. */
  readonly ports: readonly (PortRule | 'unreadable')[];
  readonly peers: readonly AdminPeerFact[];
}

/** Pods by their namespace and their labels. */
export interface PodChoice {
  readonly namespaces: NamespaceChoice;
  readonly pods: LabelSelector;
}

/** Namespaces by their labels, or by whether they share label values with the subject's namespace (v1alpha1). */
export type NamespaceChoice =
  | { readonly kind: 'selector'; readonly selector: LabelSelector }
  | { readonly kind: 'same' | 'different'; readonly keys: readonly string[] };

export type AdminPeerFact = { readonly path: string } & (
  | { readonly kind: 'pods'; readonly choice: PodChoice }
  | {
      readonly kind: 'networks';
      readonly cidrs: readonly string[];
      readonly ranges: readonly AddressRange[];
    }
  | { readonly kind: 'nodes'; readonly selector: LabelSelector }
  | { readonly kind: 'domains'; readonly patterns: readonly string[] }
  /** A sort of peer that we do not know; rules with one fail closed. */
  | { readonly kind: 'not-known' }
  | { readonly kind: 'unreadable' }
);
