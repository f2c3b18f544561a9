import type { ObjectRef } from '@portolan/plugin-traffic-common';
import { namespaceLabels } from '../../egress/namespaceLabels';
import { outsideEndOf } from '../../egress/ruleTables/outsideEnd';
import { matchOutsideRanges } from '../../egress/ruleTables/peers';
import {
  matchPodSelection,
  readPodSelection,
  type PodSelection,
} from '../../egress/ruleTables/podSelection';
import { NAMESPACE } from '../../kinds/coreKinds';
import {
  parseAddress,
  parseCidr,
  subtractRanges,
  type AddressRange,
} from '../../match/cidr';
import type { LabelRequirement, LabelSelector } from '../../match/labels';
import { allMatch, anyMatch, type Match } from '../../match/Match';
import type { WayOutAnswer, WayOutGuide } from '../../model/drafts';
import { at, refTo } from '../../model/refs';
import type {
  ClusterSnapshot,
  SnapshotIndex,
} from '../../snapshot/ClusterSnapshot';
import type { KubeObject } from '../../snapshot/KubeObject';
import { isRecord, readList, readRecord, readText } from '../../snapshot/read';
import type { SourceProblem } from '../Source';
import { CILIUM_EGRESS_GATEWAY_POLICY, SOURCE_ID } from './kinds';
import { parseEndpointSelector } from './parseSelector';

/** Below the mesh: what leaves the pod is sent on by the node. */
const ORDER = 100;

interface GatewayFact {
  readonly ref: ObjectRef;
  readonly selections: readonly PodSelection[];
  readonly ranges: readonly AddressRange[];
  /** The addresses that the gateways give; null: an interface of a node has it, which is not read. */
  readonly addresses: readonly string[] | null;
}

export const egressGateways: SnapshotIndex<{
  facts: readonly GatewayFact[];
  problems: readonly SourceProblem[];
}> = {
  name: 'cilium egress gateways',
  reads: [CILIUM_EGRESS_GATEWAY_POLICY],
  build: snapshot => {
    const problems: SourceProblem[] = [];
    const facts = snapshot
      .list(CILIUM_EGRESS_GATEWAY_POLICY)
      .flatMap((object): GatewayFact[] => {
        const ref = refTo(snapshot.cluster, object);
        const read = readGateway(ref, object);
        if ('message' in read) {
          problems.push({ severity: 'error', object: ref, ...read });
          return [];
        }
        return [read];
      });
    return { facts, problems };
  },
};

/** What CiliumEgressGatewayPolicies make of connections: through a gateway node, seen under its address. */
export function createEgressGuide(snapshot: ClusterSnapshot): WayOutGuide {
  const { facts } = snapshot.index(egressGateways);
  const labels = snapshot.index(namespaceLabels);
  return {
    order: ORDER,
    reads: [CILIUM_EGRESS_GATEWAY_POLICY, NAMESPACE],
    guide: (workload, dependency) => {
      const end = outsideEndOf(dependency);
      if (!end || workload.hostNetwork) {
        return undefined;
      }
      const hits = facts
        .map(fact => ({
          fact,
          match: allMatch([
            anyMatch(
              fact.selections.map(selection =>
                matchPodSelection(
                  selection,
                  {
                    namespace: workload.ref.namespace,
                    labels: workload.podLabels,
                  },
                  labels,
                ),
              ),
            ),
            matchOutsideRanges(end, fact.ranges),
          ]),
        }))
        .filter(({ match }) => match !== 'no');
      return answerOf(hits);
    },
  };
}

function answerOf(
  hits: readonly { fact: GatewayFact; match: Match }[],
): WayOutAnswer | undefined {
  if (hits.length === 0) {
    return undefined;
  }
  const provenance = hits.map(({ fact }) =>
    at(SOURCE_ID, fact.ref)('spec.destinationCIDRs'),
  );
  // Which of several is taken, and whether a host’s address is in the ranges, no object tells.
  if (hits.length > 1 || hits[0].match !== 'yes') {
    return {
      via: { kind: 'not-known', provenance },
      sourceAddress: { state: 'not-known', provenance },
    };
  }
  const [{ fact }] = hits;
  return {
    via: { kind: 'egress-gateway', through: [fact.ref], provenance },
    sourceAddress: fact.addresses
      ? {
          state: 'known',
          addresses: [...fact.addresses],
          provenance: [at(SOURCE_ID, fact.ref)('spec.egressGateway.egressIP')],
        }
      : { state: 'not-known', provenance },
  };
}

function readGateway(
  ref: ObjectRef,
  { spec }: KubeObject,
): GatewayFact | { path: string; message: string } {
  const selections: PodSelection[] = [];
  for (const [index, value] of readList(spec, 'selectors').entries()) {
    const path = `spec.selectors[${index}]`;
    if (
      !isRecord(value) ||
      (value.podSelector ?? value.namespaceSelector ?? null) === null
    ) {
      return {
        path,
        message:
          'An entry needs a podSelector or a namespaceSelector, or Cilium does not take the policy.',
      };
    }
    const read = readPodSelection(value, path);
    // Labels of pods may name their namespace here, as in every selector of Cilium's.
    const pods = parseEndpointSelector(
      value.podSelector,
      `${path}.podSelector`,
      null,
    );
    if (!read.ok || !pods.ok) {
      return [read, pods].flatMap(each => (each.ok ? [] : each.problem))[0];
    }
    selections.push({
      pods: pods.choice.pods,
      namespaces: both(read.selection.namespaces, pods.choice.namespaces),
    });
  }
  if (gatewaysOf(spec).some(isStatedTwice)) {
    return {
      path: 'spec.egressGateway',
      message:
        'A gateway has an interface or an egressIP: Cilium does not take a policy with both.',
    };
  }
  const destinations = readRanges(spec, 'destinationCIDRs');
  const excluded = readRanges(spec, 'excludedCIDRs');
  if (!destinations || !excluded) {
    return {
      path: destinations ? 'spec.excludedCIDRs' : 'spec.destinationCIDRs',
      message: 'An entry is no range of addresses such as 10.0.0.0/8.',
    };
  }
  return {
    ref,
    selections,
    ranges: destinations.flatMap(range => subtractRanges(range, excluded)),
    addresses: addressesOf(spec),
  };
}

/** One selector that asks for what two ask for. */
function both(a: LabelSelector, b: LabelSelector): LabelSelector {
  return {
    matchExpressions: [a, b].flatMap(
      ({ matchLabels = {}, matchExpressions = [] }) => [
        ...Object.entries(matchLabels).map(
          ([key, value]): LabelRequirement => ({
            key,
            operator: 'In',
            values: [value],
          }),
        ),
        ...matchExpressions,
      ],
    ),
  };
}

function readRanges(
  spec: unknown,
  field: string,
): readonly AddressRange[] | undefined {
  const ranges = readList(spec, field).map(text =>
    typeof text === 'string' ? parseCidr(text) : undefined,
  );
  return ranges.every(range => range !== undefined)
    ? ranges.flatMap(range => range ?? [])
    : undefined;
}

function gatewaysOf(spec: unknown): readonly unknown[] {
  return [
    readRecord(spec, 'egressGateway'),
    ...readList(spec, 'egressGateways'),
  ].filter(gateway => isRecord(gateway) && Object.keys(gateway).length > 0);
}

function isStatedTwice(gateway: unknown): boolean {
  return Boolean(
    readText(gateway, 'interface') && readText(gateway, 'egressIP'),
  );
}

function addressesOf(spec: unknown): readonly string[] | null {
  const addresses = gatewaysOf(spec).map(gateway =>
    readText(gateway, 'egressIP'),
  );
  return addresses.length > 0 &&
    addresses.every(ip => ip !== undefined && parseAddress(ip) !== undefined)
    ? addresses.flatMap(ip => ip ?? [])
    : null;
}
