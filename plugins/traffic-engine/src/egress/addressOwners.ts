import type { ObjectRef } from '@portolan/plugin-traffic-common';
import { POD, SERVICE } from '../kinds/coreKinds';
import { parseAddress } from '../match/cidr';
import { refOf } from '../model/refs';
import type { SnapshotIndex } from '../snapshot/ClusterSnapshot';
import { isFinished, podFact } from '../topology/Pod';
import { serviceFact } from '../topology/Service';

/** Whose an address is, in whatever notation; undefined for one of nobody in the cluster. */
export type AddressOwners = (ip: string) => ObjectRef | undefined;

/** Pods of their own network, and Services. Pods on a node's network share the node's address, which is nobody's. */
export const addressOwners: SnapshotIndex<AddressOwners> = {
  name: 'addresses',
  reads: [POD, SERVICE],
  build: snapshot => {
    const owners = new Map<string, ObjectRef>();
    // The address of a pod that has run to its end may be another's by now.
    for (const { ips, hostNetwork, namespace, name } of snapshot
      .list(POD)
      .filter(pod => !isFinished(pod))
      .map(podFact)) {
      for (const ip of hostNetwork ? [] : ips) {
        owners.set(keyOf(ip), refOf(snapshot.cluster, POD, namespace, name));
      }
    }
    for (const { clusterIPs, namespace, name } of snapshot
      .list(SERVICE)
      .map(serviceFact)) {
      for (const ip of clusterIPs.filter(text => text !== 'None')) {
        owners.set(
          keyOf(ip),
          refOf(snapshot.cluster, SERVICE, namespace, name),
        );
      }
    }
    return ip => owners.get(keyOf(ip));
  },
};

/** IPv6 has many notations of one address, and one of them is that of an IPv4 address (`::ffff:10.0.0.2`). */
function keyOf(ip: string): string {
  if (!ip.includes(':')) {
    return ip;
  }
  const range = parseAddress(ip);
  if (!range) {
    return ip;
  }
  return range.version === 4
    ? writeIpv4(range.first)
    : `${range.version} ${range.first}`;
}

function writeIpv4(address: bigint): string {
  const value = Number(address);
  return [24, 16, 8, 0]
    .map(bits => Math.floor(value / 2 ** bits) % 256)
    .join('.');
}
