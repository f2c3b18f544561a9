import type { Endpoints } from '@portolan/plugin-traffic-common';
import type { KubeObject } from '../snapshot/KubeObject';
import { readOnce } from '../snapshot/readOnce';
import { readFlag, readList, readRecord, readText } from '../snapshot/read';

/** What is read of one EndpointSlice: the names of its ports, and how many endpoints it has. */
interface SliceFact {
  readonly portNames: readonly string[];
  readonly endpoints: Endpoints;
}

const NONE: Endpoints = { state: 'known', ready: 0, total: 0 };

const sliceFact = readOnce(
  (slice): SliceFact => ({
    portNames: readList(slice, 'ports').map(
      port => readText(port, 'name') ?? '',
    ),
    endpoints: countOnce([slice]),
  }),
);

/**
 * Counts the endpoints that serve a port once each, though dual-stack Services have them in two slices. An endpoint without a
 * `ready` condition is ready (discovery/v1 EndpointConditions: nil means unknown and is to be taken as ready).
 */
export function countEndpoints(
  slices: readonly KubeObject[],
  portName: string,
): Endpoints {
  const serving = slices.filter(slice =>
    sliceFact(slice).portNames.includes(portName),
  );
  switch (serving.length) {
    case 0:
      return NONE;
    case 1:
      return sliceFact(serving[0]).endpoints;
    default:
      return countOnce(serving);
  }
}

function countOnce(slices: readonly KubeObject[]): Endpoints {
  const readiness = new Map<string, boolean>();
  let ready = 0;
  for (const slice of slices) {
    const namespace = slice.metadata.namespace ?? '';
    for (const endpoint of readList(slice, 'endpoints')) {
      const key = endpointKey(endpoint, namespace);
      const isReady =
        readFlag(readRecord(endpoint, 'conditions'), 'ready') ?? true;
      const wasReady = readiness.get(key);
      if (isReady && !wasReady) {
        ready += 1;
      }
      if (wasReady === undefined || isReady) {
        readiness.set(key, isReady);
      }
    }
  }
  return { state: 'known', ready, total: readiness.size };
}

/** Equal for the same endpoint alone; that of a pod beside its slice, which nearly all are, is the pod's own name. */
function endpointKey(endpoint: unknown, namespace: string): string {
  const target = readRecord(endpoint, 'targetRef');
  const name = readText(target, 'name');
  if (!name) {
    return JSON.stringify(readList(endpoint, 'addresses'));
  }
  const kind = readText(target, 'kind');
  const where = readText(target, 'namespace');
  return kind === 'Pod' && where === namespace
    ? name
    : `${kind}/${where}/${name}`;
}
