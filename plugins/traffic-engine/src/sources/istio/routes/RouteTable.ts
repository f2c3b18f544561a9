import type { HttpMatch } from '../../../istio/facts/virtualServices';
import type { ServerEntry } from '../gateways/ServerEntry';
import type { EffectiveRule } from './EffectiveRule';

/** One match of one rule in the place where a proxy tries it. */
export interface BoundMatch {
  readonly rule: EffectiveRule;
  readonly matchIndex: number;
  readonly match: HttpMatch | null;
  readonly path: string;
  /** null in the mesh. */
  readonly server: ServerEntry | null;
  /** The earlier match that takes every request which this one would; undefined when none surely does. */
  readonly shadowedBy?: BoundMatch;
}

/** All that is tried for one host, in order. */
export interface VirtualHost {
  readonly host: string;
  /** Plain HTTP is answered with a redirect to HTTPS before any rule is tried. */
  readonly requiresTls: boolean;
  readonly matches: readonly BoundMatch[];
}

/**
 * What one listener of a proxy looks hosts up in: one for each HTTPS server, one for ALL plain HTTP servers of one port of one
 * proxy, whichever Gateways they are of.
 */
export interface RouteTable {
  readonly servers: readonly ServerEntry[];
  readonly port: number;
  readonly isTls: boolean;
  /** The most specific host first. */
  readonly hosts: readonly VirtualHost[];
}
