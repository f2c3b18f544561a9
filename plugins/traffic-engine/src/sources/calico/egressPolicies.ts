import type { ObjectRef, Provenance } from '@portolan/plugin-traffic-common';
import {
  allAddresses,
  parseCidr,
  subtractRanges,
  type AddressRange,
} from '../../match/cidr';
import { at, refTo } from '../../model/refs';
import type { SnapshotIndex } from '../../snapshot/ClusterSnapshot';
import type { KubeObject } from '../../snapshot/KubeObject';
import { isRecord, readList, readRecord, readText } from '../../snapshot/read';
import type { SourceProblem } from '../Source';
import { EGRESS_GATEWAY_POLICIES, SOURCE_ID } from './kinds';

/** Which pods are the gateways; without a namespace selector they are in the pod's own namespace. */
export interface GatewaySelection {
  readonly selector: string | null;
  readonly namespaceSelector: string | null;
}

/** A rule with the addresses for which no other rule has a longer prefix; without a gateway they are reached directly. */
export interface EgressRule {
  readonly ranges: readonly AddressRange[];
  readonly gateway: GatewaySelection | null;
  readonly provenance: Provenance;
}

/** The rules of EgressGatewayPolicies by the name of the policy; undefined for one that is not there or cannot be read. */
export const egressPolicies: SnapshotIndex<{
  rulesOf(policy: string): readonly EgressRule[] | undefined;
  problems: readonly SourceProblem[];
}> = {
  name: 'calico egress gateway policies',
  reads: EGRESS_GATEWAY_POLICIES,
  build: snapshot => {
    const problems: SourceProblem[] = [];
    const policies = new Map<string, readonly EgressRule[]>();
    for (const object of EGRESS_GATEWAY_POLICIES.flatMap(kind =>
      snapshot.list(kind),
    )) {
      const ref = refTo(snapshot.cluster, object);
      const read = readRules(ref, object);
      if ('message' in read) {
        problems.push({ severity: 'error', object: ref, ...read });
      } else if (!policies.has(ref.name)) {
        policies.set(ref.name, read.rules);
      }
    }
    return { rulesOf: name => policies.get(name), problems };
  },
};

function readRules(
  ref: ObjectRef,
  { spec }: KubeObject,
): { rules: readonly EgressRule[] } | { path: string; message: string } {
  const written: {
    ranges: readonly AddressRange[];
    value: unknown;
    path: string;
  }[] = [];
  for (const [index, value] of readList(spec, 'rules').entries()) {
    const path = `spec.rules[${index}]`;
    const cidr = readRecord(value, 'destination').cidr;
    const range = typeof cidr === 'string' ? parseCidr(cidr) : undefined;
    if (cidr !== undefined && !range) {
      return {
        path: `${path}.destination.cidr`,
        message: 'This is no range of addresses such as 10.0.0.0/8.',
      };
    }
    written.push({
      ranges: range ? [range] : [allAddresses(4), allAddresses(6)],
      value,
      path,
    });
  }
  const all = written.flatMap(({ ranges }) => ranges);
  return {
    rules: written.map(({ ranges, value, path }) => ({
      ranges: ranges.flatMap(range =>
        subtractRanges(
          range,
          all.filter(other => isInside(other, range)),
        ),
      ),
      gateway: gatewayOf(value),
      provenance: at(SOURCE_ID, ref)(path),
    })),
  };
}

function isInside(inner: AddressRange, outer: AddressRange): boolean {
  return (
    inner.version === outer.version &&
    inner.first >= outer.first &&
    inner.last <= outer.last &&
    inner.last - inner.first < outer.last - outer.first
  );
}

function gatewayOf(rule: unknown): GatewaySelection | null {
  const gateway = isRecord(rule) ? rule.gateway : undefined;
  return isRecord(gateway)
    ? {
        selector: readText(gateway, 'selector') ?? '',
        namespaceSelector: readText(gateway, 'namespaceSelector') ?? null,
      }
    : null;
}
