import { isJsonObject } from '../model/KubeObject';
import type { KubeObject } from '../model/KubeObject';
import { readJsonPath } from './jsonPath';
import type { PrinterColumn } from './PrinterColumn';

const AGE: PrinterColumn = {
  name: 'Age',
  type: 'date',
  cell: '.metadata.creationTimestamp',
};

function text(
  name: string,
  cell: PrinterColumn['cell'],
  priority = 0,
): PrinterColumn {
  return { name, type: 'string', cell, priority };
}

function joined(object: KubeObject, path: string, none = '<none>'): string {
  const values = readJsonPath(object, path).map(String);
  return values.length ? values.join(',') : none;
}

function numberAt(object: KubeObject, path: string): number {
  const [value] = readJsonPath(object, path);
  return typeof value === 'number' ? value : 0;
}

function countOf(object: KubeObject, path: string): number {
  const [value] = readJsonPath(object, path);
  if (Array.isArray(value)) return value.length;
  return isJsonObject(value) ? Object.keys(value).length : 0;
}

function ready(desired: string, actual: string) {
  return text(
    'Ready',
    object => `${numberAt(object, actual)}/${numberAt(object, desired)}`,
  );
}

function labelsAt(object: KubeObject, path: string): string {
  const [labels] = readJsonPath(object, path);
  return isJsonObject(labels) && Object.keys(labels).length
    ? Object.entries(labels)
        .map(([key, value]) => `${key}=${String(value)}`)
        .join(',')
    : '<none>';
}

function servicePorts(object: KubeObject): string {
  const ports = readJsonPath(object, '.spec.ports[*]').filter(isJsonObject);
  return ports.length
    ? ports
        .map(({ port, nodePort, protocol = 'TCP' }) =>
          nodePort
            ? `${String(port)}:${String(nodePort)}/${String(protocol)}`
            : `${String(port)}/${String(protocol)}`,
        )
        .join(',')
    : '<none>';
}

function podReady(object: KubeObject): string {
  const statuses = readJsonPath(
    object,
    '.status.containerStatuses[*].ready',
  ).filter(Boolean).length;
  return `${statuses}/${countOf(object, '.spec.containers')}`;
}

function podRestarts(object: KubeObject): number {
  return readJsonPath(object, '.status.containerStatuses[*].restartCount')
    .filter((count): count is number => typeof count === 'number')
    .reduce((sum, count) => sum + count, 0);
}

function nodeStatus(object: KubeObject): string {
  const [status] = readJsonPath(
    object,
    '.status.conditions[?(@.type=="Ready")].status',
  );
  if (status === undefined) return 'Unknown';
  return status === 'True' ? 'Ready' : 'NotReady';
}

function ingressPorts(object: KubeObject): string {
  return countOf(object, '.spec.tls') > 0 ? '80, 443' : '80';
}

function sliceEndpoints(object: KubeObject): string {
  return joined(object, '.endpoints[*].addresses[*]');
}

/** The columns of `kubectl get` for built-in kinds; kinds that are not named here show name and age. */
export const builtinColumns: Readonly<Record<string, PrinterColumn[]>> = {
  ConfigMap: [
    { name: 'Data', type: 'integer', cell: object => countOf(object, '.data') },
    AGE,
  ],
  Secret: [
    text('Type', '.type'),
    { name: 'Data', type: 'integer', cell: object => countOf(object, '.data') },
    AGE,
  ],
  Namespace: [text('Status', '.status.phase'), AGE],
  Node: [
    text('Status', nodeStatus),
    AGE,
    text('Version', '.status.nodeInfo.kubeletVersion'),
  ],
  Pod: [
    text('Ready', podReady),
    text('Status', '.status.phase'),
    { name: 'Restarts', type: 'integer', cell: podRestarts },
    AGE,
    text('IP', '.status.podIP', 1),
    text('Node', '.spec.nodeName', 1),
  ],
  Service: [
    text('Type', '.spec.type'),
    text('Cluster-IP', object => joined(object, '.spec.clusterIP')),
    text('External-IP', object =>
      object.spec && joined(object, '.spec.type') === 'ExternalName'
        ? joined(object, '.spec.externalName')
        : joined(object, '.status.loadBalancer.ingress[*].ip'),
    ),
    text('Port(s)', servicePorts),
    AGE,
    text('Selector', object => labelsAt(object, '.spec.selector'), 1),
  ],
  Endpoints: [
    text('Endpoints', object => joined(object, '.subsets[*].addresses[*].ip')),
    AGE,
  ],
  EndpointSlice: [
    text('AddressType', '.addressType'),
    text('Ports', object => joined(object, '.ports[*].port')),
    text('Endpoints', sliceEndpoints),
    AGE,
  ],
  Deployment: [
    ready('.spec.replicas', '.status.readyReplicas'),
    {
      name: 'Up-to-date',
      type: 'integer',
      cell: object => numberAt(object, '.status.updatedReplicas'),
    },
    {
      name: 'Available',
      type: 'integer',
      cell: object => numberAt(object, '.status.availableReplicas'),
    },
    AGE,
  ],
  StatefulSet: [ready('.spec.replicas', '.status.readyReplicas'), AGE],
  DaemonSet: [
    ready('.status.desiredNumberScheduled', '.status.numberReady'),
    AGE,
  ],
  ReplicaSet: [ready('.spec.replicas', '.status.readyReplicas'), AGE],
  CronJob: [text('Schedule', '.spec.schedule'), AGE],
  Job: [
    text('Completions', object => {
      const done = numberAt(object, '.status.succeeded');
      return `${done}/${numberAt(object, '.spec.completions')}`;
    }),
    AGE,
  ],
  Ingress: [
    text('Class', object => joined(object, '.spec.ingressClassName')),
    text('Hosts', object => joined(object, '.spec.rules[*].host', '*')),
    text('Address', object =>
      joined(object, '.status.loadBalancer.ingress[*].ip', ''),
    ),
    text('Ports', ingressPorts),
    AGE,
  ],
  IngressClass: [text('Controller', '.spec.controller'), AGE],
  NetworkPolicy: [
    text('Pod-Selector', object =>
      labelsAt(object, '.spec.podSelector.matchLabels'),
    ),
    AGE,
  ],
  CustomResourceDefinition: [
    { name: 'Created At', type: 'string', cell: '.metadata.creationTimestamp' },
  ],
};
