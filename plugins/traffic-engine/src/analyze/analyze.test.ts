import { resolve } from 'node:path';
import { analysisSchema, type Analysis } from '@portolan/plugin-traffic-common';
import { z } from 'zod';
import { keepFile } from '../testing/keepFile';
import { analyze } from './analyze';
import { listLeftOut } from './listLeftOut';

const SERVICE = `
apiVersion: v1
kind: Service
metadata: { name: web, namespace: shop }
spec: { selector: { app: web }, ports: [{ name: http, port: 80 }] }
`;
const CLASS = `
apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata: { name: web }
spec: { controller: projectcontour.io/ingress-controller }
`;
const INGRESS = `
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: web, namespace: shop }
spec:
  ingressClassName: web
  defaultBackend: { service: { name: web, port: { number: 80 } } }
`;
const sliceFor = (service: string) => `
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: ${service}-1
  namespace: shop
  labels: { kubernetes.io/service-name: ${service} }
addressType: IPv4
ports: [{ name: http, port: 8080 }]
endpoints: []
`;
const files = (...texts: string[]) => analyze([{ text: texts.join('---') }]);

function backendOf({ routes }: Analysis) {
  return routes[0].backends[0];
}

function stateOf({ clusters }: Analysis, kind: string) {
  return clusters[0].kinds.find(known => known.kind === kind)?.status.state;
}

describe('analyze', () => {
  it('reads several documents of a text', () => {
    const result = files(CLASS, INGRESS, SERVICE);
    expect(result.routes.map(route => route.url)).toEqual(['http://*/*']);
    expect(result.problems).toEqual([]);
    expect(analysisSchema.parse(result)).toEqual(result);
  });

  it('reads parsed objects, bare and with their origin', () => {
    const service = {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'web', namespace: 'shop' },
    };
    const bare = analyze([service, { text: INGRESS }]);
    expect(backendOf(bare).reason).toBe('BackendPortNotFound');
    const placed = analyze([
      { object: { kind: 'Service' }, file: 'a.yaml', line: 7 },
    ]);
    expect(placed.problems).toMatchObject([
      { severity: 'error', file: 'a.yaml', line: 7 },
    ]);
  });

  it('tells which ListenerSet a door is written in', () => {
    const gateway = (kind: string, spec: string) =>
      `\napiVersion: gateway.networking.k8s.io/v1\nkind: ${kind}\nmetadata: { name: web, namespace: shop }\nspec: ${spec}\n`;
    const { routes } = files(
      gateway('GatewayClass', '{ controllerName: a.example/b }'),
      gateway(
        'Gateway',
        '{ gatewayClassName: web, allowedListeners: { namespaces: { from: Same } }, listeners: [{ name: a, port: 80, protocol: HTTP }] }',
      ),
      gateway(
        'ListenerSet',
        '{ parentRef: { name: web }, listeners: [{ name: a, port: 81, protocol: HTTP }] }',
      ),
      gateway(
        'HTTPRoute',
        '{ parentRefs: [{ name: web }, { kind: ListenerSet, name: web }], rules: [{}] }',
      ),
    );
    expect(
      routes.map(({ port, entry }) => [
        port,
        entry?.kind === 'listener' && entry.listenerSet?.kind,
      ]),
    ).toEqual([
      [81, 'ListenerSet'],
      [80, undefined],
    ]);
  });

  it('takes Lists apart, typed ones too', () => {
    const list = (kind: string, items: string) =>
      `apiVersion: v1\nkind: ${kind}\nitems:\n${items}`;
    const item =
      '- metadata: { name: web, namespace: shop }\n  spec: { ports: [{ port: 80 }] }\n';
    const result = analyze([
      { text: list('ServiceList', item) },
      {
        text: list(
          'List',
          `- ${JSON.stringify({
            apiVersion: 'v1',
            kind: 'Pod',
            metadata: { name: 'p', namespace: 'shop' },
          })}\n`,
        ),
      },
      { text: INGRESS },
    ]);
    expect(backendOf(result).state).toBe('resolved');
    expect(stateOf(result, 'Pod')).toBe('synced');
  });

  it('takes Lists in Lists apart, and stops at those that contain themselves', () => {
    const circle: { kind: string; items: unknown[] } = {
      kind: 'List',
      items: [],
    };
    circle.items.push(circle);
    const result = analyze([
      {
        kind: 'List',
        items: [{ kind: 'List', items: [{ kind: 'Service' }] }],
      },
      circle,
      {
        text: `apiVersion: v1\nkind: List\nitems:\n- kind: List\n  items:\n  - ${JSON.stringify(
          {
            apiVersion: 'v1',
            kind: 'Service',
            metadata: { name: 'web', namespace: 'shop' },
            spec: { ports: [{ port: 80 }] },
          },
        )}`,
      },
      { text: INGRESS },
    ]);
    expect(backendOf(result).state).toBe('resolved');
    expect(
      result.problems.filter(({ severity }) => severity === 'error'),
    ).toHaveLength(2);
  });

  it('names a malformed document with file and line, and goes on', () => {
    const result = analyze([
      {
        file: 'shop.yaml',
        text: `${SERVICE}---\nkind: [\n---${INGRESS}---\njust text\n`,
      },
    ]);
    expect(result.routes).toHaveLength(1);
    expect(backendOf(result).state).toBe('resolved');
    expect(
      result.problems.map(({ severity, file, line }) => ({
        severity,
        file,
        line,
      })),
    ).toEqual([
      { severity: 'error', file: 'shop.yaml', line: 8 },
      { severity: 'error', file: 'shop.yaml', line: 16 },
    ]);
  });

  it('refuses anchors that grow without end', () => {
    const levels = Array.from(
      { length: 9 },
      (_, level) =>
        `a${level + 1}: &a${level + 1} [${Array(9)
          .fill(`*a${level}`)
          .join(',')}]`,
    );
    const result = analyze([{ text: `a0: &a0 x\n${levels.join('\n')}` }]);
    expect(result.problems).toMatchObject([
      { severity: 'error', message: expect.stringContaining('anchors') },
    ]);
  });

  it('says once for each kind what it saw and does not interpret', () => {
    const configMap = (name: string) =>
      `\napiVersion: example.com/v1\nkind: Widget\nmetadata: { name: ${name} }\n`;
    const result = files(configMap('a'), configMap('b'));
    expect(result.problems).toEqual([
      {
        severity: 'info',
        message: 'Seen, not interpreted: 2 of Widget (example.com/v1).',
        line: 2,
      },
    ]);
  });

  it('keeps the last of two objects with one name, and says so', () => {
    const result = files(
      SERVICE,
      SERVICE.replace('port: 80', 'port: 81'),
      INGRESS,
    );
    expect(backendOf(result).reason).toBe('BackendPortNotFound');
    expect(result.problems).toMatchObject([{ severity: 'warning', line: 7 }]);
  });

  it('puts a finding at the line of its field', () => {
    const result = analyze([
      {
        file: 'a.yaml',
        line: 11,
        text: `${CLASS}---${INGRESS}---${SERVICE.replace('web', 'other')}`,
      },
    ]);
    expect(result.findings).toMatchObject([
      { code: 'TRF101', location: { file: 'a.yaml', line: 22 } },
    ]);
  });

  describe('what absent kinds mean', () => {
    it('says nothing of Services that files do not hold', () => {
      const result = files(CLASS, INGRESS);
      expect(backendOf(result).state).toBe('unknown');
      expect(result.findings).toEqual([]);
      expect(listLeftOut(result).named).toContain('Service');
    });

    it('takes complete files at their word', () => {
      const result = analyze([{ text: `${CLASS}---${INGRESS}` }], {
        complete: true,
      });
      expect(result.findings.map(({ code }) => code)).toEqual(['TRF101']);
      expect(listLeftOut(result)).toEqual({ named: [], others: 0 });
    });

    it('says nothing negative of a kind with documents of a version that is not read', () => {
      const policy = (version: string) => `
apiVersion: policy.networking.k8s.io/${version}
kind: ClusterNetworkPolicy
metadata: { name: all }
spec: { tier: Admin, priority: 1, subject: { namespaces: {} } }
`;
      const policyState = ({ clusters }: Analysis) =>
        clusters[0].kinds.find(
          ({ group, kind }) =>
            group === 'policy.networking.k8s.io' &&
            kind === 'ClusterNetworkPolicy',
        )?.status.state;
      for (const complete of [false, true]) {
        const result = analyze([{ text: policy('v9'), file: 'a.yaml' }], {
          complete,
        });
        expect(policyState(result)).toBe('pending');
        expect(result.problems).toEqual([
          {
            severity: 'warning',
            message:
              'Seen, not interpreted: 1 of ClusterNetworkPolicy (policy.networking.k8s.io/v9). Of this kind v1beta1, v1alpha2 is read.',
            file: 'a.yaml',
            line: 2,
          },
        ]);
      }
      for (const version of ['v1beta1', 'v1alpha2']) {
        const result = files(policy(version));
        expect(policyState(result)).toBe('synced');
        expect(result.problems).toEqual([]);
      }
    });

    it.each([
      ['extensions/v1beta1', 'Ingress', 'networking.k8s.io/v1'],
      ['apps/v1beta2', 'Deployment', 'apps/v1'],
      ['traefik.containo.us/v1alpha1', 'Middleware', 'traefik.io/v1alpha1'],
      ['gateway.networking.k8s.io/v1alpha2', 'ReferenceGrant', 'v1beta1'],
    ])('says of %s %s what to write instead', (apiVersion, kind, instead) => {
      const { problems } = analyze([
        { apiVersion, kind, metadata: { name: 'old', namespace: 'shop' } },
      ]);
      expect(problems).toMatchObject([{ severity: 'warning' }]);
      expect(problems[0].message).toMatch(/It is gone since .*: write /);
      expect(problems[0].message).toContain(instead);
    });

    it('leaves kinds that nobody reads at info', () => {
      const { problems } = analyze([
        { apiVersion: 'a.example/v1', kind: 'Thing', metadata: { name: 'a' } },
      ]);
      expect(problems).toMatchObject([{ severity: 'info' }]);
    });

    it('names what is left out of the APIs that the answer speaks of, and counts the rest', () => {
      const core = ['ConfigMap', 'EndpointSlice', 'Node', 'Pod', 'Service'];
      const ofIngress = listLeftOut(files(INGRESS));
      expect(ofIngress.named).toEqual([...core, 'IngressClass'].sort());
      const ofTraefik = listLeftOut(
        files(`
apiVersion: traefik.io/v1alpha1
kind: IngressRoute
metadata: { name: web, namespace: shop }
spec: { routes: [{ match: Path(\`/\`), services: [{ name: web, port: 80 }] }] }
`),
      );
      expect(ofTraefik.named).toEqual(
        expect.arrayContaining([...core, 'Middleware', 'TLSOption']),
      );
      expect(ofTraefik.named).not.toContain('IngressClass');
      expect(ofTraefik.named.length + ofTraefik.others).toBe(
        ofIngress.named.length + ofIngress.others,
      );
    });

    it('does not know endpoints without EndpointSlices', () => {
      const result = files(CLASS, INGRESS, SERVICE);
      expect(backendOf(result).endpoints.state).toBe('unknown');
      expect(result.findings).toEqual([]);
    });

    it('knows endpoints when each Service with a selector has a slice', () => {
      const result = files(CLASS, INGRESS, SERVICE, sliceFor('web'));
      expect(backendOf(result).endpoints).toEqual({
        state: 'known',
        ready: 0,
        total: 0,
      });
      expect(result.findings.map(({ code }) => code)).toEqual(['TRF201']);
    });

    it('knows those of the Services that have slices when others have none', () => {
      const other = SERVICE.replace('name: web', 'name: other');
      const elsewhere = files(
        CLASS,
        INGRESS,
        SERVICE,
        other,
        sliceFor('other'),
      );
      expect(stateOf(elsewhere, 'EndpointSlice')).toBe('pending');
      expect(elsewhere.findings).toEqual([]);
      const here = files(CLASS, INGRESS, SERVICE, other, sliceFor('web'));
      expect(here.findings.map(({ code }) => code)).toEqual(['TRF201']);
    });

    it('reads no NetworkPolicy as none', () => {
      expect(stateOf(files(SERVICE), 'NetworkPolicy')).toBe('synced');
    });

    it('believes a Cluster document', () => {
      const cluster = `
apiVersion: portolan.dev/v1
kind: Cluster
metadata: { name: prod }
kinds: { denied: [Service], absent: [Ingress], pending: [Pod], synced: [EndpointSlice] }
`;
      const result = files(cluster, SERVICE, INGRESS);
      expect(result.clusters[0].name).toBe('prod');
      expect(
        ['Service', 'Ingress', 'Pod', 'EndpointSlice'].map(kind =>
          stateOf(result, kind),
        ),
      ).toEqual(['denied', 'absent', 'pending', 'synced']);
      expect(result.routes).toEqual([]);
    });

    it('names a Cluster document that it cannot read', () => {
      const result = files(
        '\napiVersion: portolan.dev/v1\nkind: Cluster\n',
        SERVICE,
      );
      expect(result.problems).toMatchObject([{ severity: 'error', line: 2 }]);
    });
  });

  it('keeps clusters apart', () => {
    const result = analyze([
      { text: `${CLASS}---${INGRESS}---${SERVICE}`, cluster: 'eu' },
      {
        text: `${CLASS}---${INGRESS}---${SERVICE.replace('web', 'other')}`,
        cluster: 'us',
      },
    ]);
    expect(result.clusters.map(({ name }) => name)).toEqual(['eu', 'us']);
    expect(result.findings.map(({ at }) => at.object.cluster)).toEqual(['us']);
  });

  it('reads catalog entities from the same files', () => {
    const owned = SERVICE.replace(
      'namespace: shop',
      'namespace: shop, labels: { backstage.io/kubernetes-id: web }',
    );
    const entity = `
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: { name: Web, annotations: { backstage.io/kubernetes-id: web } }
spec: { type: service }
`;
    const broken = '\napiVersion: backstage.io/v1alpha1\nkind: Component\n';
    const result = files(CLASS, INGRESS, owned, entity, broken);
    expect(backendOf(result).entities).toEqual(['component:default/web']);
    expect(result.problems).toMatchObject([
      { severity: 'error', message: expect.stringContaining('catalog entity') },
    ]);
  });

  it.each([
    { name: 'nothing', documents: [] },
    { name: 'an empty text', documents: [{ text: '' }] },
    {
      name: 'only comments',
      documents: [{ text: '# nothing\n---\n# here\n' }],
    },
  ])('has an answer to $name', ({ documents }) => {
    const result = analyze(documents);
    expect(result.clusters.map(({ name }) => name)).toEqual(['cluster']);
    expect(result.problems).toEqual([]);
  });

  it('publishes the JSON Schema of its result', () => {
    const schema = `${JSON.stringify(
      z.toJSONSchema(analysisSchema),
      null,
      2,
    )}\n`;
    const file = resolve(__dirname, '../../schema/analysis.v1.schema.json');
    expect(keepFile(file, schema)).toBe(schema);
  });
});
