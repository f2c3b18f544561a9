import type {
  Address,
  ObjectRef,
  Provenance,
  Route,
  RoutePolicy,
  RouteVerdict,
  Tls,
} from '@portolan/plugin-traffic-common';
import type { MiddlewareChain } from '../follow/followMiddlewares';
import type { Flow } from '../follow/followService';
import type { EntryPointRedirect } from '../../../traefik/EntryPoint';
import type { ParsedRule } from '../rule/Rule';

/** One entry point as one router uses it. */
export interface RouterEntry {
  readonly name: string;
  /** null: not known. */
  readonly port: number | null;
  readonly addresses: readonly Address[];
  readonly exposure: Route['exposure'];
  /** The router takes TLS connections here; null where that hangs on the entry point's own configuration. */
  readonly isTls: boolean | null;
  readonly redirect: EntryPointRedirect | null;
}

/** One router of Traefik: one entry of `routes` of an IngressRoute and its kin, under one parent where it has any. */
export interface Router {
  readonly protocol: 'http' | 'tcp' | 'udp';
  readonly object: ObjectRef;
  readonly ruleIndex: number;
  /** `spec.routes[0]`. */
  readonly path: string;
  /** null: UDP has no rules. */
  readonly text: string | null;
  /** With the rules of all parents. */
  readonly rule: ParsedRule;
  /** Of the router itself, the highest first among those with the same parent. */
  readonly priority: number;
  /** The router whose requests it gets (`parentRefs`). */
  readonly parent: Router | null;
  readonly entries: readonly RouterEntry[];
  /** Whether the router is built at all. */
  readonly door: RouteVerdict;
  readonly tls: Tls;
  readonly flow: Flow;
  readonly chain: MiddlewareChain;
  readonly policies: readonly RoutePolicy[];
  readonly notInterpreted: readonly Provenance[];
}

/** A text that is equal for the routers of one rule of one object under one parent alone. */
export function routerKey(router: Router): string {
  const { object, ruleIndex, parent } = router;
  return [
    object.kind,
    object.namespace,
    object.name,
    ruleIndex,
    parent ? routerKey(parent) : '',
  ].join('|');
}
