import type { Dependency, ObjectRef } from '@portolan/plugin-traffic-common';
import { ENDPOINT_SLICE, POD, SERVICE } from '../../kinds/coreKinds';
import { parseAddress } from '../../match/cidr';
import { at, refTo } from '../../model/refs';
import type { ClusterSnapshot } from '../../snapshot/ClusterSnapshot';
import type { KubeObject } from '../../snapshot/KubeObject';
import { isRecord, readList, readNumber, readText } from '../../snapshot/read';
import { podFact } from '../../topology/Pod';
import { serviceFact } from '../../topology/Service';
import type { SourceProblem } from '../Source';
import {
  attributeToWorkloads,
  SOURCE_ID,
  type Translation,
  type WayOut,
} from './attributeToWorkloads';

const SERVICE_NAME_LABEL = 'kubernetes.io/service-name';

/**
 * Services without a selector whose EndpointSlices hold addresses that are no pod's: ways out to those addresses. The
 * cluster's own API server (`default/kubernetes`) is left out: every cluster has it.
 */
export function translateManualEndpoints(
  snapshot: ClusterSnapshot,
): Translation {
  const kept = snapshot.list(ENDPOINT_SLICE).flatMap(slice => {
    const { namespace = '', labels } = slice.metadata;
    const name = labels?.[SERVICE_NAME_LABEL];
    const service = name && snapshot.get(SERVICE, namespace, name);
    return service && isKeptByHand(service) ? [{ slice, service }] : [];
  });
  if (kept.length === 0) {
    return { dependencies: [], problems: [] };
  }
  const podAddresses = new Set(
    snapshot.list(POD).flatMap(pod => podFact(pod).ips),
  );
  const translated = kept.map(({ slice, service }) => {
    const ref = refTo(snapshot.cluster, slice);
    const { ways, problems } = waysOut(slice, ref, podAddresses);
    const attributed = attributeToWorkloads(snapshot, {
      ref: refTo(snapshot.cluster, service),
      labels: serviceFact(service).labels,
      ways,
    });
    return { ...attributed, problems: [...problems, ...attributed.problems] };
  });
  return {
    dependencies: translated.flatMap(({ dependencies }) => dependencies),
    problems: translated.flatMap(({ problems }) => problems),
  };
}

function isKeptByHand(object: KubeObject): boolean {
  const { namespace, name, type, selector } = serviceFact(object);
  return (
    selector === null &&
    type !== 'ExternalName' &&
    !(namespace === 'default' && name === 'kubernetes')
  );
}

function waysOut(
  slice: KubeObject,
  ref: ObjectRef,
  podAddresses: ReadonlySet<string>,
): { ways: readonly WayOut[]; problems: readonly SourceProblem[] } {
  const problems: SourceProblem[] = [];
  const isName = readText(slice, 'addressType') === 'FQDN';
  const ports = portsOf(slice);
  const ways = readList(slice, 'endpoints').flatMap((endpoint, i) =>
    targetsPod(endpoint)
      ? []
      : readList(endpoint, 'addresses').flatMap((address, j) => {
          const path = `endpoints[${i}].addresses[${j}]`;
          const destination = destinationOf(address, isName);
          if (!destination) {
            problems.push({
              severity: 'warning',
              object: ref,
              path,
              message: `${JSON.stringify(address)} is no ${
                isName ? 'host name' : 'address'
              }.`,
            });
            return [];
          }
          return typeof address === 'string' && podAddresses.has(address)
            ? []
            : ports.map(port => ({
                destination,
                ...port,
                provenance: at(SOURCE_ID, ref)(path),
              }));
        }),
  );
  return { ways, problems };
}

function targetsPod(endpoint: unknown): boolean {
  return isRecord(endpoint) && readText(endpoint.targetRef, 'kind') === 'Pod';
}

function destinationOf(
  address: unknown,
  isName: boolean,
): Dependency['destination'] | undefined {
  if (typeof address !== 'string' || address === '') {
    return undefined;
  }
  if (isName) {
    return { kind: 'host', host: address.toLowerCase() };
  }
  const range = parseAddress(address);
  return (
    range && {
      kind: 'cidr',
      cidr: `${address}/${address.includes(':') ? 128 : 32}`,
      except: [],
    }
  );
}

/** A slice without ports is for any port (discovery/v1 EndpointSlice.ports). */
function portsOf(
  slice: KubeObject,
): readonly Pick<Dependency, 'port' | 'protocol'>[] {
  const ports = readList(slice, 'ports').map(port => ({
    port: readNumber(port, 'port') ?? null,
    protocol: readText(port, 'protocol') ?? 'TCP',
  }));
  return ports.length > 0 ? ports : [{ port: null, protocol: null }];
}
