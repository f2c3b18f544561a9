import type { ObjectRef, Provenance } from '@portolan/plugin-traffic-common';
import { namespaceLabels } from '../../egress/namespaceLabels';
import { outsideEndOf } from '../../egress/ruleTables/outsideEnd';
import { matchOutsideRanges } from '../../egress/ruleTables/peers';
import { NAMESPACE } from '../../kinds/coreKinds';
import { allMatch, type Match } from '../../match/Match';
import type { WayOutAnswer, WayOutGuide } from '../../model/drafts';
import { at } from '../../model/refs';
import type { ClusterSnapshot } from '../../snapshot/ClusterSnapshot';
import { readOnce } from '../../snapshot/readOnce';
import { workloadIndex, type WorkloadFact } from '../../topology/workloadIndex';
import {
  egressPolicies,
  type EgressRule,
  type GatewaySelection,
} from './egressPolicies';
import { EGRESS_GATEWAY_POLICIES, SOURCE_ID } from './kinds';
import { matchSelector, parseSelector } from './parseSelector';
import { readEgressNotes } from './readEgressNotes';
import { namespaceSubject, podSubject } from './subjects';

const ORDER = 100;

/**
 * Through which pods connections leave by Calico's egress gateways (Calico Enterprise and Cloud): those that an annotation of
 * the pod, else of its namespace, selects, or those of the rule of its EgressGatewayPolicy with the longest prefix. Under which
 * address gateways are seen, IP pools and NAT decide, which are not read.
 */
export function createEgressGuide(snapshot: ClusterSnapshot): WayOutGuide {
  const { rulesOf } = snapshot.index(egressPolicies);
  const findGateways = createFindGateways(snapshot);
  const notesOf = readOnce((workload: WorkloadFact) => ({
    notes: readEgressNotes(snapshot, workload),
  }));
  return {
    order: ORDER,
    reads: [...EGRESS_GATEWAY_POLICIES, NAMESPACE],
    guide: (workload, dependency) => {
      const end = outsideEndOf(dependency);
      const notes = end && !workload.hostNetwork && notesOf(workload).notes;
      if (!end || !notes) {
        return undefined;
      }
      const noted = [at(SOURCE_ID, notes.object)(notes.path)];
      if (notes.policy === null) {
        return throughGateways(
          findGateways(notes.selection, workload.ref.namespace),
          noted,
        );
      }
      const rules = notes.selection.selector === null && rulesOf(notes.policy);
      const hits = rules
        ? rules.filter(({ ranges }) => matchOutsideRanges(end, ranges) !== 'no')
        : [];
      const [rule] = hits;
      // Both annotations at once, a policy that is not there, a host of which no address is known: no object tells.
      if (hits.length !== 1 || matchOutsideRanges(end, rule.ranges) !== 'yes') {
        return rules && hits.length === 0
          ? { via: { kind: 'direct', provenance: noted } }
          : notKnown([...noted, ...hits.map(({ provenance }) => provenance)]);
      }
      return answerOf(rule, noted, workload, findGateways);
    },
  };
}

function answerOf(
  { gateway, provenance }: EgressRule,
  noted: readonly Provenance[],
  workload: WorkloadFact,
  findGateways: FindGateways,
): WayOutAnswer {
  return gateway
    ? throughGateways(findGateways(gateway, workload.ref.namespace), [
        ...noted,
        provenance,
      ])
    : { via: { kind: 'direct', provenance: [...noted, provenance] } };
}

/** Gateways that are not there, or of which it is not known whether they are meant, leave the way open. */
function throughGateways(
  gateways: readonly ObjectRef[] | undefined,
  provenance: readonly Provenance[],
): WayOutAnswer {
  return gateways && gateways.length > 0
    ? {
        via: {
          kind: 'egress-gateway',
          through: [...gateways],
          provenance: [...provenance],
        },
        sourceAddress: { state: 'not-known', provenance: [...provenance] },
      }
    : notKnown(provenance);
}

function notKnown(provenance: readonly Provenance[]): WayOutAnswer {
  return {
    via: { kind: 'not-known', provenance: [...provenance] },
    sourceAddress: { state: 'not-known', provenance: [...provenance] },
  };
}

/** The workloads whose pods a selection means; undefined where that is not known. */
type FindGateways = (
  selection: GatewaySelection,
  ownNamespace: string,
) => readonly ObjectRef[] | undefined;

function createFindGateways(snapshot: ClusterSnapshot): FindGateways {
  const known = new Map<string, readonly ObjectRef[] | undefined>();
  const find: FindGateways = (selection, ownNamespace) => {
    const selector = parseSelector(selection.selector ?? '');
    const namespaces =
      selection.namespaceSelector === null
        ? undefined
        : parseSelector(selection.namespaceSelector);
    if (!selector || (selection.namespaceSelector !== null && !namespaces)) {
      return undefined;
    }
    const labels = snapshot.index(namespaceLabels);
    const matches = snapshot
      .index(workloadIndex)
      .all.map(({ ref, podLabels, hostNetwork, namedPorts }) => ({
        ref,
        match: allMatch([
          namespaces
            ? matchSelector(namespaces, namespaceSubject(ref.namespace, labels))
            : sameNamespace(ref, ownNamespace),
          matchSelector(
            selector,
            podSubject(
              {
                kind: 'pod',
                namespace: ref.namespace,
                labels: podLabels,
                ips: [],
                hostNetwork,
                namedPorts,
              },
              labels,
            ),
          ),
        ]),
      }))
      .filter(({ match }) => match !== 'no');
    return matches.every(({ match }) => match === 'yes')
      ? matches.map(({ ref }) => ref)
      : undefined;
  };
  return (selection, ownNamespace) => {
    const key = JSON.stringify([selection, ownNamespace]);
    if (!known.has(key)) {
      known.set(key, find(selection, ownNamespace));
    }
    return known.get(key);
  };
}

function sameNamespace({ namespace }: ObjectRef, own: string): Match {
  return namespace === own ? 'yes' : 'no';
}
