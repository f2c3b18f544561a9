import { SERVICE } from '../../kinds/coreKinds';
import type { BackendDraft } from '../../model/drafts';
import { at, refOf } from '../../model/refs';
import { lookUp } from '../../references/lookUp';
import type { ClusterSnapshot } from '../../snapshot/ClusterSnapshot';
import { readFlag, readList, readNumber, readText } from '../../snapshot/read';
import { serviceFact } from '../../topology/Service';
import { SOURCE_ID } from './kinds';
import type { ProxyFact } from './ProxyFact';

interface Place {
  readonly proxy: ProxyFact;
  /** `spec.routes[0]` or `spec.tcpproxy`. */
  readonly path: string;
  readonly services: readonly unknown[];
}

export function isMirror(service: unknown): boolean {
  return readFlag(service, 'mirror') === true;
}

/**
 * The Services of a rule by weight, all alike where no weight is given. One that does not exist is left out by Contour, and the
 * others share its part; where none is left the rule answers 503.
 */
export function resolveBackends(
  snapshot: ClusterSnapshot,
  place: Place,
): readonly BackendDraft[] {
  const found = place.services.flatMap((service, index) =>
    isMirror(service)
      ? []
      : [
          {
            draft: resolveService(snapshot, place.proxy, service),
            weight: Math.max(0, readNumber(service, 'weight') ?? 0),
            index,
          },
        ],
  );
  const kept = found.filter(({ draft }) => draft.reason === null);
  const sharing = kept.length > 0 ? kept : found;
  const isEven = sharing.every(({ weight }) => weight === 0);
  const weightOf = (item: (typeof found)[number]) => {
    if (!sharing.includes(item)) {
      return 0;
    }
    return isEven ? 1 : item.weight;
  };
  const sum = sharing.reduce((total, item) => total + weightOf(item), 0);
  return found.map(item => ({
    ...item.draft,
    weight: weightOf(item),
    share: weightOf(item) / sum,
    provenance: at(
      SOURCE_ID,
      place.proxy.object,
    )(`${place.path}.services[${item.index}]`),
  }));
}

/** The Services that get a copy of each request. */
export function mirrorsOf(snapshot: ClusterSnapshot, place: Place) {
  return place.services.filter(isMirror).map(service => ({
    service,
    ...resolveService(snapshot, place.proxy, service),
  }));
}

/** Whether a rule names a Service of another name outside, which Contour refuses unless it is told otherwise. */
export function hasExternalName(
  snapshot: ClusterSnapshot,
  { proxy, services }: Place,
): boolean {
  return services.some(service => {
    const object = snapshot.get(
      SERVICE,
      proxy.object.namespace,
      readText(service, 'name') ?? '',
    );
    return object !== undefined && serviceFact(object).type === 'ExternalName';
  });
}

/** The port is a number of the Service (HTTPProxy Service.port); Services of the own namespace alone. */
export function resolveService(
  snapshot: ClusterSnapshot,
  proxy: ProxyFact,
  service: unknown,
): Pick<BackendDraft, 'ref' | 'port' | 'reason' | 'target'> {
  const { namespace } = proxy.object;
  const name = readText(service, 'name') ?? '';
  const port = readNumber(service, 'port') ?? null;
  const ref = refOf(snapshot.cluster, SERVICE, namespace, name);
  const found = lookUp(snapshot, SERVICE, namespace, name);
  if (found.state !== 'resolved') {
    const reason = found.state === 'missing' ? 'BackendNotFound' : null;
    return { ref, port, reason, target: found };
  }
  // The first port of that number decides, and it has to be one of TCP (LookupService).
  const named = serviceFact(found.value).ports.find(each => each.port === port);
  return port !== null && named?.protocol === 'TCP'
    ? {
        ref,
        port,
        reason: null,
        target: {
          state: 'resolved',
          value: { service: ref, servicePort: port },
        },
      }
    : {
        ref,
        port,
        reason: 'BackendPortNotFound',
        target: { state: 'missing', ref },
      };
}

/** The entries of `services`; an include names none. */
export function servicesOf(rule: unknown): readonly unknown[] {
  return readList(rule, 'services');
}
