import type { Endpoints } from '@portolan/plugin-traffic-common';
import type { KindRef } from '../kinds/KindRef';
import type { KubeObject } from '../snapshot/KubeObject';
import {
  readFlag,
  readList,
  readNumber,
  readRecord,
  readText,
} from '../snapshot/read';

/** One place that a vendor's backend object sends requests to. */
export interface VendorEndpoint {
  readonly kind: 'host' | 'ip' | 'unix';
  readonly value: string;
  readonly port: number | null;
  /** `spec.endpoints[0].fqdn`. */
  readonly path: string;
}

/** A kind that stands for a backend outside of Services, known to the controllers of its own vendor alone, or to all. */
export interface VendorBackendKind {
  readonly kind: KindRef;
  /** Of the Gateway API itself: no vendor's own. */
  readonly isStandard?: boolean;
  readonly endpointsOf: (object: KubeObject) => readonly VendorEndpoint[];
  /** Where requests go, in words. */
  readonly describe: (object: KubeObject) => Endpoints;
  /** Whether it gets requests only where no other backend of the rule is healthy; absent: never. */
  readonly isFallback?: (object: KubeObject) => boolean;
  /** Whether its controller says of its current generation that it does not accept it; absent: it says nothing. */
  readonly isRefused?: (object: KubeObject) => boolean;
}

/** Envoy Gateway's Backend: endpoints by name, address or socket, or any host that a request asks for. */
export const ENVOY_GATEWAY_BACKEND: KindRef = {
  group: 'gateway.envoyproxy.io',
  kind: 'Backend',
  plural: 'backends',
  versions: ['v1alpha1'],
  scope: 'Namespaced',
  leftOutOfFiles: true,
};

/** The Gateway API's own, experimental since 1.6 (GEP-4488): a host outside, or pods by their labels. */
const X_BACKEND: KindRef = {
  group: 'gateway.networking.x-k8s.io',
  kind: 'XBackend',
  plural: 'xbackends',
  versions: ['v1alpha1'],
  scope: 'Namespaced',
  leftOutOfFiles: true,
};

/** Every vendor's backend kind; adding one is a line here. */
export const VENDOR_BACKEND_KINDS: readonly VendorBackendKind[] = [
  {
    kind: ENVOY_GATEWAY_BACKEND,
    endpointsOf: envoyEndpoints,
    describe: describeEnvoyBackend,
    isFallback: object =>
      readFlag(readRecord(object, 'spec'), 'fallback') === true,
    isRefused: isRefusedByEnvoyGateway,
  },
  {
    kind: X_BACKEND,
    isStandard: true,
    endpointsOf: standardEndpoints,
    describe: describeStandardBackend,
  },
];

/** Where Backends are switched off, or an endpoint of this one cannot be used. */
function isRefusedByEnvoyGateway(object: KubeObject): boolean {
  const { generation = 0 } = object.metadata;
  return readList(readRecord(object, 'status'), 'conditions').some(
    condition =>
      readText(condition, 'type') === 'Accepted' &&
      readText(condition, 'status') === 'False' &&
      (readNumber(condition, 'observedGeneration') ?? generation) >= generation,
  );
}

function envoyEndpoints(object: KubeObject): readonly VendorEndpoint[] {
  return readList(readRecord(object, 'spec'), 'endpoints').flatMap(
    (endpoint, index): VendorEndpoint[] => {
      const path = `spec.endpoints[${index}]`;
      const fqdn = readRecord(endpoint, 'fqdn');
      const ip = readRecord(endpoint, 'ip');
      const host = readText(fqdn, 'hostname');
      const address = readText(ip, 'address');
      const socket = readText(readRecord(endpoint, 'unix'), 'path');
      if (host) {
        const port = readNumber(fqdn, 'port') ?? null;
        return [
          {
            kind: 'host',
            value: host.toLowerCase(),
            port,
            path: `${path}.fqdn`,
          },
        ];
      }
      if (address) {
        const port = readNumber(ip, 'port') ?? null;
        return [{ kind: 'ip', value: address, port, path: `${path}.ip` }];
      }
      return socket
        ? [{ kind: 'unix', value: socket, port: null, path: `${path}.unix` }]
        : [];
    },
  );
}

function standardEndpoints(object: KubeObject): readonly VendorEndpoint[] {
  const spec = readRecord(object, 'spec');
  const host = readText(readRecord(spec, 'externalHostname'), 'hostname');
  return host
    ? [
        {
          kind: 'host',
          value: host.toLowerCase(),
          port:
            readNumber(readRecord(spec, 'port'), 'number') ??
            readNumber(spec, 'port') ??
            null,
          path: 'spec.externalHostname.hostname',
        },
      ]
    : [];
}

/** Which pods an EndpointSelector selects is its controller's to follow, and not followed here. */
function describeStandardBackend(object: KubeObject): Endpoints {
  const endpoints = standardEndpoints(object);
  return endpoints.length === 0
    ? { state: 'unknown', because: { state: 'pending' } }
    : { state: 'external', host: endpoints.map(renderEndpoint).join(', ') };
}

function describeEnvoyBackend(object: KubeObject): Endpoints {
  if (readText(readRecord(object, 'spec'), 'type') === 'DynamicResolver') {
    return { state: 'external', host: 'the host that the request asks for' };
  }
  const endpoints = envoyEndpoints(object);
  return endpoints.length === 0
    ? { state: 'none', why: 'it lists no endpoint' }
    : {
        state: 'external',
        host: endpoints.map(renderEndpoint).join(', '),
      };
}

function renderEndpoint({ value, port }: VendorEndpoint): string {
  const host = value.includes(':') ? `[${value}]` : value;
  return port === null ? host : `${host}:${port}`;
}
