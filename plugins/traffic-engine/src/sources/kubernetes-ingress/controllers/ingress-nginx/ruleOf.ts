import type { RequestRule, RunnerUp } from '@portolan/plugin-traffic-common';
import { SOURCE_ID } from '../../kinds';
import type { Claim } from './servers';

/** The path of an Ingress that a claim is, as the request tester names it. */
export function ruleOf(claim: Claim): RequestRule {
  return {
    source: SOURCE_ID,
    object: claim.fact.object,
    ruleIndex: claim.ruleIndex,
    matchIndex: claim.matchIndex,
    routeId: null,
    provenance: claim.fact.at(claim.at),
  };
}

/** A claim that lost, and by what. */
export function runnerUp(
  claim: Claim,
  lostBy: RunnerUp['lostBy'],
  params: RunnerUp['params'],
): readonly RunnerUp[] {
  return [{ ...ruleOf(claim), lostBy, params }];
}
