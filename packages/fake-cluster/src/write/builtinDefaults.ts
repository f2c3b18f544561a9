import { createHash } from 'node:crypto';
import { isJsonObject } from '../model/KubeObject';
import type { JsonObject, KubeObject } from '../model/KubeObject';

/** A stable address out of the service network for a Service that names none. */
function clusterIpOf(object: KubeObject): string {
  const { namespace = '', name = '' } = object.metadata;
  const hash = createHash('sha256').update(`${namespace}/${name}`).digest();
  return `10.96.${hash[0]}.${1 + (hash[1] % 254)}`;
}

function defaultPort(port: unknown): unknown {
  if (!isJsonObject(port)) return port;
  return {
    ...port,
    protocol: port.protocol ?? 'TCP',
    targetPort: port.targetPort ?? port.port,
  };
}

function defaultService(object: KubeObject): KubeObject {
  const spec: JsonObject = isJsonObject(object.spec) ? object.spec : {};
  const type = spec.type ?? 'ClusterIP';
  const clusterIP =
    type === 'ExternalName' ? undefined : spec.clusterIP ?? clusterIpOf(object);
  return {
    ...object,
    spec: {
      ...spec,
      type,
      ...(clusterIP ? { clusterIP, clusterIPs: [clusterIP] } : {}),
      sessionAffinity: spec.sessionAffinity ?? 'None',
      ...(Array.isArray(spec.ports)
        ? { ports: spec.ports.map(defaultPort) }
        : {}),
    },
    status: object.status ?? { loadBalancer: {} },
  };
}

function defaultNamespace(object: KubeObject): KubeObject {
  return {
    ...object,
    metadata: {
      ...object.metadata,
      labels: {
        'kubernetes.io/metadata.name': object.metadata.name ?? '',
        ...object.metadata.labels,
      },
    },
    spec: object.spec ?? { finalizers: ['kubernetes'] },
    status: object.status ?? { phase: 'Active' },
  };
}

function defaultNetworkPolicy(object: KubeObject): KubeObject {
  const { spec } = object;
  if (!isJsonObject(spec) || Array.isArray(spec.policyTypes)) return object;
  const policyTypes = Array.isArray(spec.egress)
    ? ['Ingress', 'Egress']
    : ['Ingress'];
  return { ...object, spec: { ...spec, policyTypes } };
}

const DEFAULTS: Readonly<Record<string, (object: KubeObject) => KubeObject>> = {
  'v1/Service': defaultService,
  'v1/Namespace': defaultNamespace,
  'networking.k8s.io/v1/NetworkPolicy': defaultNetworkPolicy,
};

/**
 * Fills in what the API server itself (no controller) adds to built-in kinds and readers rely on: a Service's type,
 * address and ports, a Namespace's name label and phase, a NetworkPolicy's types. Other kinds are left as they are.
 */
export function applyBuiltinDefaults(object: KubeObject): KubeObject {
  return DEFAULTS[`${object.apiVersion}/${object.kind}`]?.(object) ?? object;
}
