/** So many namespaces, each with workloads and one NetworkPolicy that opens blocks of addresses to all of them. */
export function makeBlocks(size: {
  namespaces: number;
  workloads: number;
  blocks: number;
}): readonly object[] {
  return list(size.namespaces, number => {
    const namespace = `blocks-${number}`;
    return [
      ...list(size.workloads, app => [makeWorkload(namespace, `app-${app}`)]),
      {
        apiVersion: 'networking.k8s.io/v1',
        kind: 'NetworkPolicy',
        metadata: { namespace, name: 'egress' },
        spec: {
          podSelector: {},
          policyTypes: ['Egress'],
          egress: [
            {
              to: list(size.blocks, block => [
                { ipBlock: { cidr: `10.${number}.${block}.0/24` } },
              ]),
              ports: [{ port: 443, protocol: 'TCP' }],
            },
          ],
        },
      },
    ];
  });
}

function makeWorkload(namespace: string, app: string): object {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { namespace, name: app },
    spec: {
      selector: { matchLabels: { app } },
      template: {
        metadata: { labels: { app } },
        spec: { containers: [{ name: 'app', image: 'app' }] },
      },
    },
  };
}

function list<T>(count: number, make: (index: number) => readonly T[]): T[] {
  return Array.from({ length: count }, (_, index) => make(index)).flat();
}
