import type { WorkloadFact } from '../../../topology/workloadIndex';
import type { GatewayService, GatewayWorkloads } from './ServerEntry';

/** Where a server is met: by the pods that play the gateway, and by clients. */
export interface ReachedPort {
  /** What the pods listen at; servers of one proxy with the same are merged. The name of a port where its number is not known. */
  readonly listensAt: number | string;
  /** What clients ask for: the server's own number where a Service has it. */
  readonly port: number;
  /** All that Services forward there; the number as it stands where none is known to. */
  readonly all: readonly number[];
  /** The Services that forward there. */
  readonly services: readonly GatewayService[];
}

/**
 * The pods listen at the targetPort of the Service port that has a server's number; where no Service has that port they listen
 * at the number as it stands (istio pilot/pkg/model/gateway.go, resolvePorts). So two servers of different numbers may meet.
 */
export function findReachedPort(
  { services, workloads }: Pick<GatewayWorkloads, 'services' | 'workloads'>,
  number: number,
): ReachedPort {
  const targetOf = ({ targetPort }: { targetPort: number | string }) =>
    typeof targetPort === 'number'
      ? targetPort
      : numberOf(targetPort, workloads);
  const [own] = services
    .filter(({ isTranslated }) => isTranslated)
    .flatMap(({ ports }) => ports.filter(({ port }) => port === number));
  const listensAt = own ? targetOf(own) : number;
  const inFront = services.filter(({ ports }) =>
    ports.some(port => targetOf(port) === listensAt),
  );
  const all = [
    ...new Set(
      inFront.flatMap(({ ports }) =>
        ports
          .filter(port => targetOf(port) === listensAt)
          .map(({ port }) => port),
      ),
    ),
  ];
  const isOwn = all.length === 0 || all.includes(number);
  return {
    listensAt,
    port: isOwn ? number : all[0],
    all: all.length > 0 ? all : [number],
    services: inFront.filter(
      ({ ports }) =>
        !isOwn ||
        ports.some(
          port => port.port === number && targetOf(port) === listensAt,
        ),
    ),
  };
}

/** The number of a named container port; the name where no container, or several that differ, say it. */
function numberOf(
  name: string,
  workloads: readonly WorkloadFact[],
): number | string {
  const numbers = new Set(
    workloads.flatMap(({ namedPorts }) =>
      namedPorts.filter(named => named.name === name).map(({ port }) => port),
    ),
  );
  const [number] = numbers;
  return numbers.size === 1 ? number : name;
}
