import type { Provenance } from '@portolan/plugin-traffic-common';
import { parseCidr, type AddressRange } from '../../match/cidr';
import { at, refTo } from '../../model/refs';
import type { SnapshotIndex } from '../../snapshot/ClusterSnapshot';
import { readFlag, readText } from '../../snapshot/read';
import type { SourceProblem } from '../Source';
import { IP_POOLS, SOURCE_ID } from './kinds';

/** Addresses that Calico gives to pods. Also those of a disabled pool, from which no new ones are given: pods keep theirs. */
export interface IpPool {
  readonly range: AddressRange;
  /** What leaves all pools has the address of the pod's node, not its own. */
  readonly natOutgoing: boolean;
  readonly provenance: Provenance;
}

/** The pools of a cluster, each once; null where one cannot be read, so that what lies in none is not known. */
export const ipPools: SnapshotIndex<{
  pools: readonly IpPool[] | null;
  problems: readonly SourceProblem[];
}> = {
  name: 'calico IP pools',
  reads: IP_POOLS,
  build: snapshot => {
    const problems: SourceProblem[] = [];
    const pools = new Map<string, IpPool>();
    for (const object of IP_POOLS.flatMap(kind => snapshot.list(kind))) {
      const ref = refTo(snapshot.cluster, object);
      const range = parseCidr(readText(object.spec, 'cidr') ?? '');
      if (!range) {
        problems.push({
          severity: 'error',
          object: ref,
          path: 'spec.cidr',
          message: 'This is no range of addresses such as 10.0.0.0/8.',
        });
      } else if (!pools.has(ref.name)) {
        const natOutgoing = readFlag(object.spec, 'natOutgoing') ?? false;
        pools.set(ref.name, {
          range,
          natOutgoing,
          provenance: at(
            SOURCE_ID,
            ref,
          )(natOutgoing ? 'spec.natOutgoing' : 'spec'),
        });
      }
    }
    return {
      pools: problems.length > 0 ? null : [...pools.values()],
      problems,
    };
  },
};
