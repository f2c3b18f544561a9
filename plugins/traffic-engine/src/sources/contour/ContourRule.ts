import type { Provenance, RouteVerdict } from '@portolan/plugin-traffic-common';
import type { UnknownRecord } from '../../snapshot/read';
import type { RuleMatch } from './conditions';
import type { ProxyFact } from './ProxyFact';

/** One route of an HTTPProxy as one root serves it, or its tcpproxy. */
export interface ContourRule {
  readonly id: string;
  /** null: no root includes the HTTPProxy. */
  readonly root: ProxyFact | null;
  readonly proxy: ProxyFact;
  readonly kind: 'http' | 'tcp';
  readonly ruleIndex: number;
  /** Which of the ways by which a root comes to it. */
  readonly matchIndex: number;
  /** The field of `proxy`: `spec.routes[0]`. */
  readonly path: string;
  readonly route: UnknownRecord;
  readonly match: RuleMatch;
  /** 502 where Contour answers in the place of an include that it cannot follow. */
  readonly status: 502 | null;
  readonly door: RouteVerdict;
  /** The includes on the way, from the root down. */
  readonly includes: readonly Provenance[];
}

/** Something that is wrong with an HTTPProxy, in Contour's own word. */
export interface Fault {
  readonly proxy: ProxyFact;
  readonly path: string;
  readonly reason: string;
  readonly message: string;
}
