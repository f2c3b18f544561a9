import type { TelemetryPreset } from '../TelemetryPreset';

/*
 * The service graph connector of the OpenTelemetry collector. `client` is a service.name and `server` a service.name or, where
 * the peer is not instrumented (`connection_type="virtual_node"`), what the client calls it. Namespaces are there only where
 * the collector was told to keep them as dimensions.
 */

const NAMESPACES = [
  'client_k8s_namespace_name',
  'client_service_namespace',
] as const;

export const otelServiceGraph: TelemetryPreset = {
  name: 'otel-service-graph',
  query: ({ window, matchers }) =>
    `sum by (client, server, connection_type, failed, ${NAMESPACES.join(
      ', ',
    )}) (rate(traces_service_graph_request_total{${matchers.replace(
      /^,/,
      '',
    )}}[${window}]))`,
  read: labels => {
    const client = labels('client');
    const server = labels('server');
    if (client === '' || server === '') {
      return undefined;
    }
    const namespace = NAMESPACES.map(labels).find(value => value !== '') ?? '';
    return {
      kind: 'call',
      namespace,
      workload: client,
      destination:
        labels('connection_type') === 'virtual_node' && server.includes('.')
          ? { kind: 'host', host: server }
          : { kind: 'name', name: server },
      port: null,
      protocol: null,
      failed: labels('failed') === 'true',
      refused: false,
    };
  },
};
