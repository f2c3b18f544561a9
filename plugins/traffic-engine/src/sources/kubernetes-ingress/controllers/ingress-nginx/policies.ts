import type { Provenance, RoutePolicy } from '@portolan/plugin-traffic-common';
import { readOnce } from '../../../../snapshot/readOnce';
import type { IngressFact } from '../../facts/IngressFact';
import {
  readAnnotations,
  type AnnotationFacts,
  type AnnotationRule,
} from '../annotationPolicies';
import { INGRESS_NGINX_ANNOTATIONS } from './annotations';
import { redirectOf } from './redirects';
import {
  isCanary,
  rewriteOf,
  rewritesBelow,
  type Claim,
  type NginxServer,
} from './servers';
import { hasFlag, type NginxSettings } from './settings';

/** The annotations that a canary Ingress keeps (annotations.md, Canary). */
const OF_A_CANARY =
  /\/(canary.*|load-balance|upstream-hash-by.*|affinity.*|session-cookie-.*)$/;

/** What is set for a path: by its own Ingress, and for the whole host by the oldest that says so. */
export interface LocationPolicies {
  readonly policies: readonly RoutePolicy[];
  readonly notInterpreted: AnnotationFacts['notInterpreted'];
  /** Annotations among them that may change where requests go. */
  readonly mayReroute: readonly string[];
}

type HostPolicies = Map<AnnotationRule, AnnotationFacts['policies'][number]>;

/** What the annotations of one Ingress set. */
export const annotationFactsOf = readOnce(
  (fact: IngressFact): AnnotationFacts =>
    readAnnotations(fact, INGRESS_NGINX_ANNOTATIONS),
);

const withoutRule = readOnce(
  ({
    rule: _rule,
    ...policy
  }: AnnotationFacts['policies'][number]): RoutePolicy => policy,
);

/** Reads each host once. */
export class PolicyReader {
  readonly #hosts = new Map<NginxServer, HostPolicies>();
  readonly #settings: NginxSettings;

  constructor(settings: NginxSettings) {
    this.#settings = settings;
  }

  ofLocation(server: NginxServer, claim: Claim): LocationPolicies {
    const own = annotationFactsOf(claim.fact);
    const ofHost = this.#ofHost(server);
    const policies: RoutePolicy[] = [...ofHost.values()].map(policy =>
      this.#underFlags(policy),
    );
    for (const policy of own.policies) {
      const winner = ofHost.get(policy.rule);
      if (
        policy.rule.aspect === 'rewrite' &&
        ((rewriteOf(claim) === null && !rewritesBelow(claim)) ||
          redirectOf(claim)?.isRewrite)
      ) {
        continue;
      }
      if (!policy.rule.ofHost) {
        policies.push(withoutRule(policy));
      } else if (winner && winner.setBy !== policy.setBy) {
        policies.push({
          ...withoutRule(policy),
          state: 'overridden',
          by: winner.setBy,
        });
      }
    }
    const opaque = [...ofHost.values(), ...own.policies].filter(
      ({ rule }) => rule.mayReroute,
    );
    if (opaque.length === 0 && own.notInterpreted.length === 0) {
      return { policies, notInterpreted: [], mayReroute: [] };
    }
    return {
      policies,
      notInterpreted: [
        ...own.notInterpreted,
        ...uniquePlaces(opaque.map(({ setBy }) => setBy)).map(at => ({
          key: keyOf(at),
          at,
        })),
      ],
      mayReroute: [
        ...new Set([
          ...own.notInterpreted.map(({ key }) => key),
          ...opaque.map(({ setBy }) => keyOf(setBy)),
        ]),
      ].sort(),
    };
  }

  /** TLS is passed through where a flag of the controller allows it, and else the annotation is without effect. */
  #underFlags(policy: AnnotationFacts['policies'][number]): RoutePolicy {
    const shown = withoutRule(policy);
    if (
      policy.rule.key !== 'ssl-passthrough' ||
      this.#settings.state !== 'read'
    ) {
      return shown;
    }
    return hasFlag(this.#settings, 'enable-ssl-passthrough')
      ? { ...shown, summary: 'TLS is passed through', state: 'in-force' }
      : {
          ...shown,
          summary:
            'without effect: the controller runs without --enable-ssl-passthrough',
          state: 'not-accepted',
        };
  }

  #ofHost(server: NginxServer): HostPolicies {
    let found = this.#hosts.get(server);
    if (!found) {
      found = new Map();
      for (const policy of server.facts.flatMap(
        fact => annotationFactsOf(fact).policies,
      )) {
        if (policy.rule.ofHost && !found.has(policy.rule)) {
          found.set(policy.rule, policy);
        }
      }
      this.#hosts.set(server, found);
    }
    return found;
  }
}

/** The annotations that a canary Ingress has in vain. */
export function listIgnoredOfCanary(fact: IngressFact): readonly string[] {
  return isCanary(fact)
    ? Object.keys(fact.annotations)
        .filter(
          key =>
            INGRESS_NGINX_ANNOTATIONS.prefixes.some(prefix =>
              key.startsWith(prefix),
            ) && !OF_A_CANARY.test(key),
        )
        .sort()
    : [];
}

function uniquePlaces(places: readonly Provenance[]): readonly Provenance[] {
  return [...new Set(places)];
}

function keyOf({ path }: Provenance): string {
  return path.slice("metadata.annotations['".length, -"']".length);
}
