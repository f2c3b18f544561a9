import { ENDPOINT_SLICE } from '../kinds/coreKinds';
import { parseAddress } from '../match/cidr';
import type { SnapshotIndex } from '../snapshot/ClusterSnapshot';
import { groupBy } from '../snapshot/groupBy';
import type { KubeObject } from '../snapshot/KubeObject';
import { readList, readNumber, readText } from '../snapshot/read';

/** One address behind a Service, on the port of its own that the Service's port of that name leads to. */
export interface EndpointAddress {
  readonly ip: string;
  readonly portName: string;
  /** null: every port. */
  readonly port: number | null;
  readonly protocol: string;
}

/** The addresses in the EndpointSlices of a Service; none where none are known. Names of hosts are left out. */
export type ServiceAddresses = (
  namespace: string,
  name: string,
) => readonly EndpointAddress[];

const SERVICE_NAME_LABEL = 'kubernetes.io/service-name';

/** What stands behind Services that somebody keeps by hand. */
export const serviceAddresses: SnapshotIndex<ServiceAddresses> = {
  name: 'service addresses',
  reads: [ENDPOINT_SLICE],
  build: snapshot => {
    const slices = groupBy(
      snapshot.list(ENDPOINT_SLICE),
      ({ metadata }) =>
        `${metadata.namespace ?? ''}/${
          metadata.labels?.[SERVICE_NAME_LABEL] ?? ''
        }`,
    );
    return (namespace, name) =>
      (slices.get(`${namespace}/${name}`) ?? []).flatMap(listAddresses);
  },
};

function listAddresses(slice: KubeObject): readonly EndpointAddress[] {
  const ips = readList(slice, 'endpoints')
    .flatMap(endpoint => readList(endpoint, 'addresses'))
    .filter((ip): ip is string => typeof ip === 'string')
    .filter(ip => parseAddress(ip) !== undefined);
  return readList(slice, 'ports').flatMap(port =>
    ips.map(ip => ({
      ip,
      portName: readText(port, 'name') ?? '',
      port: readNumber(port, 'port') ?? null,
      protocol: readText(port, 'protocol') ?? 'TCP',
    })),
  );
}
