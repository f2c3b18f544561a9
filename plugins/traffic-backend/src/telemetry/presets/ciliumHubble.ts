import type { ObservedDestination } from '@portolan/plugin-traffic-engine';
import {
  readPort,
  type SeriesLabels,
  type SeriesReading,
  type TelemetryPreset,
} from '../TelemetryPreset';

/*
 * Hubble's metrics (docs.cilium.io, observability/metrics): `flows-to-world` and `flow` with `sourceContext=workload` (or the
 * labels source_namespace and source_workload of `labelsContext`) and `destinationContext=dns|ip`.
 */

const CALLER = 'source, source_namespace, source_workload';

export const ciliumHubble: TelemetryPreset = {
  name: 'cilium-hubble',
  query: ({ window, matchers }) => {
    const only = `{${matchers.replace(/^,/, '')}}`;
    return [
      `sum by (${CALLER}, destination, protocol, port, verdict) (rate(hubble_flows_to_world_total${only}[${window}]))`,
      `label_replace(count by (${CALLER}) (rate(hubble_flows_processed_total${only}[${window}])), "portolan_part", "covered", "", "")`,
    ].join(' or ');
  },
  read: labels => {
    const caller = readCaller(labels);
    if (!caller) {
      return undefined;
    }
    if (labels('portolan_part') === 'covered') {
      return { kind: 'coverage', ...caller };
    }
    const refused = labels('verdict').toUpperCase() === 'DROPPED';
    return {
      kind: 'call',
      ...caller,
      destination: readDestination(labels('destination')),
      port: readPort(labels('port')),
      protocol: readProtocol(labels('protocol')),
      failed: refused ? true : null,
      refused,
    };
  },
};

/** `namespace/workload` is how Hubble writes a workload as the context of a flow. */
function readCaller(
  labels: SeriesLabels,
): Pick<SeriesReading, 'namespace' | 'workload'> | undefined {
  const [namespace, workload, more] = labels('source').split('/');
  if (labels('source_workload') !== '') {
    return {
      namespace: labels('source_namespace'),
      workload: labels('source_workload'),
    };
  }
  return workload && more === undefined ? { namespace, workload } : undefined;
}

function readDestination(destination: string): ObservedDestination {
  const host = destination.replace(/\.$/, '');
  return host === '' || host.startsWith('reserved:')
    ? {
        kind: 'unknown',
        why: 'The world: the telemetry holds neither name nor address',
      }
    : { kind: 'host', host };
}

function readProtocol(protocol: string): 'TCP' | 'UDP' | 'SCTP' | null {
  switch (protocol.toUpperCase()) {
    case 'TCP':
    case 'HTTP':
      return 'TCP';
    case 'UDP':
    case 'DNS':
      return 'UDP';
    case 'SCTP':
      return 'SCTP';
    default:
      return null;
  }
}
