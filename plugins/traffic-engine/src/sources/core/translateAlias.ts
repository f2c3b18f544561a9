import type { Destination } from '@portolan/plugin-traffic-common';
import { parseAddress } from '../../match/cidr';
import { SERVICE } from '../../kinds/coreKinds';
import { at, refOf, refTo } from '../../model/refs';
import type { ClusterSnapshot } from '../../snapshot/ClusterSnapshot';
import type { KubeObject } from '../../snapshot/KubeObject';
import { serviceFact } from '../../topology/Service';
import type { SourceProblem } from '../Source';
import {
  attributeToWorkloads,
  SOURCE_ID,
  type Translation,
} from './attributeToWorkloads';

const PATH = 'spec.externalName';
const CLUSTER_NAME = /^([^.]+)\.([^.]+)\.svc(?:\.cluster\.local)?$/;

/** A Service of type ExternalName as a way out to the host it stands for; nothing for any other Service. */
export function translateAlias(
  snapshot: ClusterSnapshot,
  object: KubeObject,
): Translation {
  const service = serviceFact(object);
  if (service.type !== 'ExternalName') {
    return { dependencies: [], problems: [] };
  }
  const ref = refTo(snapshot.cluster, object);
  const host = (service.externalName ?? '').toLowerCase().replace(/\.$/, '');
  const problem = (message: string): SourceProblem => ({
    severity: 'warning',
    object: ref,
    path: PATH,
    message,
  });
  if (host === '') {
    return {
      dependencies: [],
      problems: [problem('The Service names no host to stand for.')],
    };
  }
  const destination = destinationOf(snapshot.cluster, host);
  const ports =
    service.ports.length > 0
      ? service.ports.map(({ port, protocol }) => ({ port, protocol }))
      : [{ port: null, protocol: null }];
  const attributed = attributeToWorkloads(snapshot, {
    ref,
    labels: service.labels,
    ways: ports.map(port => ({
      destination,
      ...port,
      provenance: at(SOURCE_ID, ref)(PATH),
    })),
  });
  return parseAddress(host)
    ? {
        ...attributed,
        problems: [
          ...attributed.problems,
          problem(
            `${host} is an address, but an external name is looked up as a DNS name, so nothing will be found under it.`,
          ),
        ],
      }
    : attributed;
}

/** A name of the cluster's own DNS is a Service of the cluster; its domain is taken to be cluster.local. */
function destinationOf(cluster: string, host: string): Destination {
  const [, name, namespace] = CLUSTER_NAME.exec(host) ?? [];
  return name === undefined
    ? { kind: 'host', host }
    : {
        kind: 'service',
        service: refOf(cluster, SERVICE, namespace, name),
      };
}
