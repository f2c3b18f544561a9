import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Counters that grow by their rate with every second, as what is scraped in a cluster. */
const COUNTERS: ReadonlyArray<{
  readonly metric: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly perSecond: number;
}> = [
  ...[
    { code: '200', perSecond: 9 },
    { code: '503', perSecond: 1 },
  ].map(({ code, perSecond }) => ({
    metric: 'istio_requests_total',
    perSecond,
    labels: {
      reporter: 'source',
      source_workload_namespace: 'payments',
      source_workload: 'payments',
      destination_service: 'api.stripe.com',
      destination_service_name: 'api.stripe.com',
      destination_service_namespace: 'payments',
      destination_workload: 'unknown',
      request_protocol: 'http',
      response_code: code,
      response_flags: code === '503' ? 'UF' : '-',
    },
  })),
  {
    metric: 'istio_requests_total',
    perSecond: 2,
    labels: {
      reporter: 'source',
      source_workload_namespace: 'payments',
      source_workload: 'payments',
      destination_service: 'orders.orders.svc.cluster.local',
      destination_service_name: 'orders',
      destination_service_namespace: 'orders',
      response_code: '200',
      response_flags: '-',
    },
  },
  {
    metric: 'istio_tcp_connections_opened_total',
    perSecond: 1,
    labels: {
      reporter: 'source',
      source_workload_namespace: 'payments',
      source_workload: 'payments',
      destination_service: 'unknown',
      destination_service_name: 'PassthroughCluster',
      response_flags: '-',
    },
  },
  {
    metric: 'istio_requests_total',
    perSecond: 1,
    labels: {
      reporter: 'source',
      source_workload_namespace: 'payments',
      source_workload: 'payments',
      destination_service: 'tracker.example',
      destination_service_name: 'BlackHoleCluster',
      response_code: '502',
      response_flags: '-',
    },
  },
  {
    metric: 'istio_requests_total',
    perSecond: 3,
    labels: {
      reporter: 'destination',
      source_workload_namespace: 'payments',
      source_workload: 'payments',
      destination_workload_namespace: 'orders',
      destination_workload: 'orders',
    },
  },
  {
    metric: 'istio_requests_total',
    perSecond: 4,
    labels: {
      reporter: 'waypoint',
      source_workload_namespace: 'shop',
      source_workload: 'cart',
      destination_service: 'rates.example',
      destination_service_name: 'rates.example',
      response_code: '200',
      response_flags: '-',
    },
  },
  {
    metric: 'hubble_flows_to_world_total',
    perSecond: 5,
    labels: {
      source: 'shop/cart',
      destination: 'mail.example.',
      protocol: 'TCP',
      port: '587',
      verdict: 'FORWARDED',
    },
  },
  {
    metric: 'hubble_flows_to_world_total',
    perSecond: 1,
    labels: {
      source: 'shop/cart',
      destination: 'reserved:world',
      protocol: 'TCP',
      verdict: 'DROPPED',
    },
  },
  {
    metric: 'hubble_flows_processed_total',
    perSecond: 1,
    labels: { source: 'shop/idle' },
  },
  {
    metric: 'traces_service_graph_request_total',
    perSecond: 6,
    labels: {
      client: 'search',
      server: 'catalogue-api',
      connection_type: '',
      failed: 'false',
    },
  },
  {
    metric: 'traces_service_graph_request_total',
    perSecond: 2,
    labels: {
      client: 'search',
      server: 'index.example',
      connection_type: 'virtual_node',
      failed: 'true',
    },
  },
  {
    metric: 'own_calls_total',
    perSecond: 1,
    labels: { job_name: 'shipping', target: 'parcels.example', outcome: 'no' },
  },
];

/** An exporter that plays each preset’s metrics, refused and passthrough traffic among them. */
export class PlayedExporter {
  readonly #server: Server;
  readonly #startedAt = Date.now();

  constructor() {
    this.#server = createServer((_, response) => {
      response.writeHead(200, { 'Content-Type': 'text/plain; version=0.0.4' });
      response.end(this.#render());
    });
  }

  /** Resolves with the address to scrape, as `127.0.0.1:1234`. */
  start(): Promise<string> {
    return new Promise(resolve => {
      this.#server.listen(0, '127.0.0.1', () => {
        const { port } = this.#server.address() as AddressInfo;
        resolve(`127.0.0.1:${port}`);
      });
    });
  }

  stop(): Promise<void> {
    return new Promise(resolve => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }

  #render(): string {
    const seconds = (Date.now() - this.#startedAt) / 1000;
    const lines = COUNTERS.map(({ metric, labels, perSecond }) => {
      const pairs = Object.entries(labels)
        .filter(([, value]) => value !== '')
        .map(([name, value]) => `${name}="${value}"`);
      return `${metric}{${pairs.join(',')}} ${seconds * perSecond}`;
    });
    return `${lines.sort().join('\n')}\nabsent_ratio NaN\n`;
  }
}
