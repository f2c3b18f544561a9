import type {
  HttpMatch,
  HttpRoute,
  VirtualService,
} from '../../../istio/facts/virtualServices';

/** One match of a rule with the field that says so; null matches everything. */
export interface EffectiveMatch {
  readonly match: HttpMatch | null;
  readonly path: string;
}

/** One HTTP rule as istiod gives it to proxies: a delegate's rules stand in the place of the one that delegates. */
export interface EffectiveRule {
  /** The VirtualService whose hosts and gateways hold. */
  readonly root: VirtualService;
  /** The VirtualService that the rule is written in: the root or a delegate. */
  readonly owner: VirtualService;
  readonly ruleIndex: number;
  /** `spec.http[0]` of the owner. */
  readonly path: string;
  /** The rule of the root that delegates to it; null when the root wrote it. */
  readonly delegatedAt: string | null;
  readonly rule: HttpRoute;
  readonly matches: readonly EffectiveMatch[];
}
