import type { Destination } from '@portolan/plugin-traffic-common';
import { parseAddress } from '../../match/cidr';
import type { DependencyDraft } from '../../model/drafts';
import { at, refTo } from '../../model/refs';
import type { ClusterSnapshot } from '../../snapshot/ClusterSnapshot';
import {
  VENDOR_BACKEND_KINDS,
  type VendorEndpoint,
} from '../../topology/vendorBackend';
import { workloadIndex, type WorkloadFact } from '../../topology/workloadIndex';
import type { SourceProblem } from '../Source';
import { BACKEND, SOURCE_ID } from './kinds';

/** Labels that Envoy Gateway puts on the proxies that it runs. */
const PROXY_LABELS: readonly string[] = [
  'gateway.envoyproxy.io/owning-gateway-name',
  'gateway.envoyproxy.io/owning-gatewayclass',
];

/**
 * Backends as ways out of the proxies: it is them that connect to a Backend's endpoints. Which proxy does is told by routes,
 * so with several of them it is not known of any one; where none of them is seen, no workload is known to go there.
 */
export function backendDependencies(snapshot: ClusterSnapshot): {
  dependencies: readonly DependencyDraft[];
  problems: readonly SourceProblem[];
} {
  const backends = snapshot.list(BACKEND);
  const kind = VENDOR_BACKEND_KINDS.find(known => known.kind === BACKEND);
  if (!kind || backends.length === 0) {
    return { dependencies: [], problems: [] };
  }
  const proxies = snapshot.index(workloadIndex).all.filter(isProxy);
  const problems: SourceProblem[] = [];
  const dependencies = backends.flatMap(object => {
    const ref = refTo(snapshot.cluster, object);
    return kind.endpointsOf(object).flatMap(endpoint => {
      const destination = destinationOf(endpoint);
      if (!destination) {
        problems.push({
          severity: 'info',
          object: ref,
          path: endpoint.path,
          message: `${endpoint.value} is reached by the proxy itself and is shown as no dependency.`,
        });
        return [];
      }
      return proxies.map(
        (proxy): DependencyDraft => ({
          cluster: snapshot.cluster,
          workload: proxy.ref,
          destination,
          port: endpoint.port,
          protocol: 'TCP',
          evidence: [
            {
              rung: 'declared-workload',
              source: SOURCE_ID,
              provenance: at(SOURCE_ID, ref)(endpoint.path),
            },
          ],
          declared: { answer: proxies.length === 1 ? 'yes' : 'unknown' },
        }),
      );
    });
  });
  return { dependencies, problems };
}

function isProxy({ podLabels }: WorkloadFact): boolean {
  return PROXY_LABELS.some(label => podLabels[label] !== undefined);
}

function destinationOf({
  kind,
  value,
}: VendorEndpoint): Destination | undefined {
  if (kind === 'host') {
    return { kind: 'host', host: value };
  }
  return kind === 'ip' && parseAddress(value)
    ? {
        kind: 'cidr',
        cidr: `${value}/${value.includes(':') ? 128 : 32}`,
        except: [],
      }
    : undefined;
}
