import type {
  KindStatus,
  LayerVerdict,
  ObjectRef,
  Provenance,
} from '@portolan/plugin-traffic-common';
import type { Doubt, Match } from '../../match/Match';
import type { PortRule } from '../../match/port';
import type { ConnectionEnd, Outcome } from '../../model/drafts';
import type { PodEnd } from '../podGroups';

export type Direction = LayerVerdict['direction'];

/** The other end of a connection, as one entry of a rule means it. */
export interface RulePeer {
  readonly path: string;
  matches(end: ConnectionEnd, subject: PodEnd): Match;
}

/** One rule of a vendor's policy, in the terms that all of them share. */
export interface TableRule {
  readonly action: Outcome;
  readonly provenance: Provenance;
  /** No entry: any port. */
  readonly ports: readonly (PortRule | 'unreadable')[];
  /** null: whoever is at the other end. */
  readonly peers: readonly RulePeer[] | null;
  /** A part of the rule that narrows it is not interpreted: it may match, and may not. */
  readonly doubt?: Doubt;
}

/** One policy as read: whom it is for, and what it says per direction. */
export interface TablePolicy {
  readonly ref: ObjectRef;
  /** Its pods are in this namespace alone; null: in any. */
  readonly namespace: string | null;
  selects(pod: PodEnd): Match;
  readonly rules: Readonly<Record<Direction, readonly TableRule[]>>;
  /** Whether what none of the rules of all policies allows is denied for the pods it selects. */
  readonly closes: Readonly<Record<Direction, boolean>>;
  /** The field that closes, by direction. */
  readonly closingPath: Readonly<Record<Direction, string>>;
}

/** Policies that are asked together, in their order of precedence. */
export interface RuleTable {
  readonly source: string;
  readonly layer: string;
  readonly chain: { readonly id: string; readonly order: number };
  readonly policies: readonly TablePolicy[];
  readonly labelKeys: ReadonlySet<string>;
  /** Why policies may select the pods of a namespace that are not seen; null: all are seen. */
  notKnownIn(namespace: string): KindStatus | null;
}
