interface Wanted {
  readonly namespace?: string;
  readonly name: string;
  readonly port?: number;
  /** Entries of the EndpointSlice; ready ones are at port 8080. */
  readonly endpoints: readonly object[];
}

/** A Service and its EndpointSlice; in namespace `n` at port 80 unless told otherwise. */
export function service(wanted: Wanted): readonly object[] {
  const { namespace = 'n', name, port = 80, endpoints } = wanted;
  return [
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { namespace, name },
      spec: { selector: { app: name }, ports: [{ port }] },
    },
    {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: {
        namespace,
        name: `${name}-1`,
        labels: { 'kubernetes.io/service-name': name },
      },
      addressType: 'IPv4',
      ports: [{ name: '', port: 8080 }],
      endpoints,
    },
  ];
}
