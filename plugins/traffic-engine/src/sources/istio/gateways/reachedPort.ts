import type { GatewayService } from './ServerEntry';

/**
 * The port at which clients reach a server: its own number where a Service in front of the gateway's pods has that port;
 * else that of the Service's port whose targetPort the number is, since istiod then lets the pods listen at the number as it
 * stands (istio pilot/pkg/model/gateway.go, resolvePorts); else the number, which no Service is known to forward.
 */
export function findReachedPort(
  services: readonly GatewayService[],
  number: number,
): { readonly port: number; readonly services: readonly GatewayService[] } {
  const own = services.filter(({ ports }) =>
    ports.some(({ port }) => port === number),
  );
  if (own.length > 0) {
    return { port: number, services: own };
  }
  const through = services
    .flatMap(({ ports }) => ports)
    .find(({ targetPort }) => targetPort === number);
  return {
    port: through?.port ?? number,
    services: through
      ? services.filter(({ ports }) =>
          ports.some(
            ({ port, targetPort }) =>
              port === through.port && targetPort === number,
          ),
        )
      : [],
  };
}
