import type { ObservedDestination } from '@portolan/plugin-traffic-engine';
import {
  readPort,
  type SeriesLabels,
  type SeriesReading,
  type TelemetryPreset,
} from '../TelemetryPreset';

/*
 * Istio's standard metrics (istio.io, reference/config/metrics). A sidecar reports as `source`; in ambient, ztunnel reports
 * TCP as `source` and a waypoint reports requests as `waypoint`.
 */

const CALLER = 'source_workload_namespace, source_workload';
const CALLEE =
  'destination_service, destination_service_name, destination_service_namespace';

/** The series of one query are told apart by a label of our own. */
const PART = 'portolan_part';

const part = (name: string, expression: string) =>
  `label_replace(${expression}, "${PART}", "${name}", "", "")`;

function istio(name: string, httpReporter: string): TelemetryPreset {
  return {
    name,
    query: ({ window, matchers }) =>
      [
        part(
          'http',
          `sum by (${CALLER}, ${CALLEE}, response_code, response_flags) (rate(istio_requests_total{reporter="${httpReporter}"${matchers}}[${window}]))`,
        ),
        part(
          'tcp',
          `sum by (${CALLER}, ${CALLEE}, response_flags) (rate(istio_tcp_connections_opened_total{reporter="source"${matchers}}[${window}]))`,
        ),
        part(
          'tcp-bytes',
          `sum by (${CALLER}, ${CALLEE}) (rate(istio_tcp_sent_bytes_total{reporter="source"${matchers}}[${window}]))`,
        ),
        part(
          'covered',
          `count by (destination_workload_namespace, destination_workload) (rate(istio_requests_total{reporter="destination"${matchers}}[${window}]))`,
        ),
      ].join(' or '),
    read: labels =>
      labels(PART) === 'covered' ? readCoverage(labels) : readCall(labels),
  };
}

export const istioSidecar = istio('istio-sidecar', 'source');
export const istioAmbient = istio('istio-ambient', 'waypoint');

function readCoverage(labels: SeriesLabels): SeriesReading | undefined {
  const workload = labels('destination_workload');
  return isName(workload)
    ? {
        kind: 'coverage',
        namespace: labels('destination_workload_namespace'),
        workload,
      }
    : undefined;
}

/** No healthy upstream, no route, connection failed, overflow, retries used up (Envoy's response flags). */
const FAILURE_FLAGS = /\b(UH|NR|UF|UO|URX)\b/;

function readCall(labels: SeriesLabels): SeriesReading | undefined {
  const workload = labels('source_workload');
  if (!isName(workload)) {
    return undefined;
  }
  const isHttp = labels(PART) === 'http';
  const { destination, port } = readDestination(labels);
  const refused = labels('destination_service_name') === 'BlackHoleCluster';
  return {
    kind: 'call',
    namespace: labels('source_workload_namespace'),
    workload,
    destination,
    port,
    protocol: 'TCP',
    failed:
      labels(PART) === 'tcp-bytes'
        ? null
        : refused ||
          (isHttp && /^(0|5\d\d)$/.test(labels('response_code'))) ||
          FAILURE_FLAGS.test(labels('response_flags')),
    refused,
    ...(labels(PART) === 'tcp-bytes' && { onlySeen: true }),
  };
}

/** Traffic to what no registry knows: plain HTTP carries the Host header, TLS and TCP no name at all. */
const NO_SERVICE: Readonly<Record<string, string>> = {
  PassthroughCluster:
    'PassthroughCluster: a host that the mesh does not know, and that the telemetry does not name',
  BlackHoleCluster:
    'BlackHoleCluster: a host that the mesh does not know and refused, and that the telemetry does not name',
};

function readDestination(labels: SeriesLabels): {
  destination: ObservedDestination;
  port: number | null;
} {
  const service = labels('destination_service');
  const name = labels('destination_service_name');
  if (!isName(service) || service in NO_SERVICE) {
    const why = NO_SERVICE[name] ?? 'The telemetry does not name it';
    return { destination: { kind: 'unknown', why }, port: null };
  }
  const [, host, port = ''] = /^(.*?)(?::(\d+))?$/.exec(service) ?? [];
  const [, inCluster, namespace] =
    /^([^.]+)\.([^.]+)\.svc(?:\.|$)/.exec(host) ?? [];
  return {
    destination: inCluster
      ? { kind: 'service', namespace, name: inCluster }
      : { kind: 'host', host },
    port: readPort(port),
  };
}

function isName(text: string): boolean {
  return text !== '' && text !== 'unknown';
}
