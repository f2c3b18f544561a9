import { analyze } from '../../analyze/analyze';

interface Claim {
  name: string;
  owner: string;
  cluster?: string;
  host?: string;
  path?: string;
  class?: string;
}

/** One Ingress with a Service that one entity of one owner claims. */
const documents = (claims: readonly Claim[]) => [
  ...claims.flatMap(claim => {
    const {
      name,
      cluster = 'eu',
      host = 'www.example.com',
      path = '/',
    } = claim;
    const objects = [
      {
        apiVersion: 'networking.k8s.io/v1',
        kind: 'IngressClass',
        metadata: { name: 'web' },
        spec: { controller: 'example.com/any' },
      },
      {
        apiVersion: 'networking.k8s.io/v1',
        kind: 'Ingress',
        metadata: { name, namespace: 'shop' },
        spec: {
          ingressClassName: claim.class ?? 'web',
          rules: [
            {
              host,
              http: {
                paths: [
                  {
                    path,
                    pathType: 'Prefix',
                    backend: { service: { name, port: { number: 80 } } },
                  },
                ],
              },
            },
          ],
        },
      },
      {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: {
          name,
          namespace: 'shop',
          labels: { 'backstage.io/kubernetes-id': name },
        },
        spec: { ports: [{ port: 80 }] },
      },
    ];
    return objects.map(object => ({ object, cluster }));
  }),
  ...claims.map(({ name, owner }) => ({
    object: {
      apiVersion: 'backstage.io/v1alpha1',
      kind: 'Component',
      metadata: {
        name,
        annotations: { 'backstage.io/kubernetes-id': name },
      },
      spec: { owner },
    },
  })),
];

const A = { name: 'a', owner: 'team-a' };
const B = { name: 'b', owner: 'team-b' };

describe('TRF301', () => {
  it.each([
    { name: 'same requests, two owners', claims: [A, B], found: 1 },
    { name: 'one owner', claims: [A, { ...B, owner: 'team-a' }], found: 0 },
    {
      name: 'owners written in two ways',
      claims: [A, { ...B, owner: 'group:default/team-a' }],
      found: 0,
    },
    {
      name: 'a host shared by path',
      claims: [A, { ...B, path: '/b' }],
      found: 0,
    },
    {
      name: 'different hosts',
      claims: [A, { ...B, host: 'b.example.com' }],
      found: 0,
    },
    {
      name: 'same wildcard host',
      claims: [
        { ...A, host: '*.example.com' },
        { ...B, host: '*.example.com' },
      ],
      found: 1,
    },
    {
      name: 'no host at all',
      claims: [
        { ...A, host: '' },
        { ...B, host: '' },
      ],
      found: 0,
    },
    {
      name: 'one that no controller takes',
      claims: [A, { ...B, class: 'gone' }],
      found: 0,
      // The class that is missing has a finding of its own.
      also: ['TRF124'],
    },
    {
      name: 'the host in two clusters, by other paths',
      claims: [A, { ...B, cluster: 'us', path: '/b' }],
      found: 1,
    },
    {
      name: 'the host in two clusters, with one owner in both',
      claims: [
        A,
        { ...B, path: '/b' },
        { ...A, name: 'c', cluster: 'us', path: '/c' },
      ],
      found: 0,
    },
  ])('$name: $found', ({ claims, found, also = [] }) => {
    const { findings } = analyze(documents(claims));
    expect(findings.map(({ code }) => code)).toEqual([
      ...also,
      ...Array(found).fill('TRF301'),
    ]);
  });

  it('is told once for a host, with all who claim it', () => {
    const C = { name: 'c', owner: 'team-c' };
    const [finding, ...others] = analyze(documents([A, B, C])).findings;
    expect(others).toEqual([]);
    expect(finding.params.owners).toBe(
      'group:default/team-a, group:default/team-b, group:default/team-c',
    );
    expect(finding.entities).toEqual([
      'component:default/a',
      'component:default/b',
      'component:default/c',
    ]);
    expect(finding.related.map(({ name }) => name)).toEqual(['a', 'b']);
  });
});
