import type { KubeObject } from '../snapshot/KubeObject';
import { readOnce } from '../snapshot/readOnce';
import {
  isRecord,
  readFlag,
  readLabels,
  readList,
  readNumber,
  readText,
} from '../snapshot/read';

export interface ServicePortFact {
  /** '' when the port has no name. */
  readonly name: string;
  readonly port: number;
  readonly protocol: string;
  readonly targetPort: number | string;
  readonly appProtocol: string | null;
  readonly nodePort: number | null;
}

/** What routes and dependencies see of one Service. */
export interface ServiceFact {
  readonly namespace: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly type: string;
  /** null: no selector, endpoints are kept by hand; `{}` never selects (an empty selector is none). */
  readonly selector: Readonly<Record<string, string>> | null;
  readonly externalName: string | null;
  readonly clusterIPs: readonly string[];
  readonly ports: readonly ServicePortFact[];
  readonly publishNotReadyAddresses: boolean;
}

/** The facts of a Service, read once per object; defaults as the API server applies them. */
export const serviceFact = readOnce<ServiceFact>(readService);

function readService(service: KubeObject): ServiceFact {
  const { spec } = service;
  const selector = readLabels(spec, 'selector');
  const type = readText(spec, 'type') ?? 'ClusterIP';
  return {
    namespace: service.metadata.namespace ?? '',
    name: service.metadata.name,
    labels: service.metadata.labels ?? {},
    type,
    selector:
      type === 'ExternalName' || Object.keys(selector).length === 0
        ? null
        : selector,
    externalName:
      type === 'ExternalName' ? readText(spec, 'externalName') ?? null : null,
    clusterIPs: clusterIpsOf(spec),
    ports: readList(spec, 'ports').flatMap(readPort),
    publishNotReadyAddresses:
      readFlag(spec, 'publishNotReadyAddresses') ?? false,
  };
}

function clusterIpsOf(spec: unknown): readonly string[] {
  const several = readList(spec, 'clusterIPs').filter(
    (ip): ip is string => typeof ip === 'string',
  );
  const one = readText(spec, 'clusterIP');
  return several.length > 0 || !one ? several : [one];
}

function readPort(value: unknown): ServicePortFact[] {
  const port = readNumber(value, 'port');
  if (port === undefined || !isRecord(value)) {
    return [];
  }
  return [
    {
      name: readText(value, 'name') ?? '',
      port,
      protocol: readText(value, 'protocol') ?? 'TCP',
      targetPort:
        readNumber(value, 'targetPort') ??
        readText(value, 'targetPort') ??
        port,
      appProtocol: readText(value, 'appProtocol') ?? null,
      nodePort: readNumber(value, 'nodePort') ?? null,
    },
  ];
}

/** Whether a Service has no address of its own: its name resolves to the pods. */
export function isHeadless(service: ServiceFact): boolean {
  return service.clusterIPs.includes('None');
}
