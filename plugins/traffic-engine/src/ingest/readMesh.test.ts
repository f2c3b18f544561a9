import { readMesh } from './readMesh';

function read(
  mesh: string | undefined,
  metadata: { name: string; namespace?: string } = {
    name: 'istio',
    namespace: 'istio-system',
  },
) {
  return readMesh({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata,
    data: { mesh },
  });
}

describe('readMesh', () => {
  it.each([
    {
      name: 'the defaults of an empty configuration',
      mesh: '',
      expected: { state: 'read', outboundTrafficPolicy: 'ALLOW_ANY' },
    },
    {
      name: 'settings that decide about traffic, and no more than the names of providers',
      mesh: `
rootNamespace: mesh-root
trustDomain: corp.example
trustDomainAliases: [old.example]
outboundTrafficPolicy: { mode: REGISTRY_ONLY }
defaultServiceExportTo: ['.']
defaultVirtualServiceExportTo: ['*']
defaultHttpRetryPolicy: { attempts: 0 }
defaultConfig: { meshId: one, proxyMetadata: { TOKEN: hunter2 } }
extensionProviders:
  - { name: oauth, envoyExtAuthzHttp: { service: user:hunter2@oauth.example, port: 80 } }
discoverySelectors: [{ matchLabels: { team: web } }]
`,
      expected: {
        state: 'read',
        outboundTrafficPolicy: 'REGISTRY_ONLY',
        rootNamespace: 'mesh-root',
        trustDomain: 'corp.example',
        trustDomainAliases: ['old.example'],
        meshId: 'one',
        defaultServiceExportTo: ['.'],
        defaultVirtualServiceExportTo: ['*'],
        extensionProviders: ['oauth'],
        defaultHttpRetryPolicy: {
          attempts: 0,
          retryOn: null,
          perTryTimeout: null,
        },
        notInterpreted: ['discoverySelectors'],
      },
    },
    {
      name: 'ALLOW_ANY_DYNAMIC_DNS, which lets through what ALLOW_ANY does',
      mesh: 'outboundTrafficPolicy: { mode: ALLOW_ANY_DYNAMIC_DNS }',
      expected: { state: 'read', outboundTrafficPolicy: 'ALLOW_ANY' },
    },
    {
      name: 'fields of a wrong type as absent',
      mesh: 'rootNamespace: 7\ndefaultServiceExportTo: "*"\nextensionProviders: { a: b }',
      expected: { state: 'read', outboundTrafficPolicy: 'ALLOW_ANY' },
    },
    {
      name: 'a mode that is none',
      mesh: 'outboundTrafficPolicy: { mode: SOME }',
      expected: { state: 'malformed' },
    },
    { name: 'no YAML', mesh: 'a: [', expected: { state: 'malformed' } },
    { name: 'a list', mesh: '[a]', expected: { state: 'malformed' } },
  ])('reads $name', ({ mesh, expected }) => {
    const facts = read(mesh);
    expect(facts).toMatchObject(expected);
    expect(facts?.state === 'read' ? facts : expected).toEqual(expected);
    expect(JSON.stringify(facts)).not.toContain('hunter2');
  });

  it.each([
    { name: 'istio-canary', namespace: 'istio-system', isRead: true },
    { name: 'istio', namespace: 'mesh-root', isRead: true },
    { name: 'istiod', namespace: 'istio-system', isRead: false },
  ])('takes $namespace/$name: $isRead', ({ isRead, ...metadata }) => {
    expect(read('{}', metadata) !== undefined).toBe(isRead);
  });
});
