import type { KubeObject } from '../snapshot/KubeObject';
import { normalizeObject } from './normalizeObject';

const CANARY = 'canary-d41d8cd9';
const metadata = {
  name: 'cart',
  namespace: 'shop',
  uid: 'u1',
  resourceVersion: '7',
  generation: 2,
  labels: { app: 'cart' },
  annotations: {
    'kubectl.kubernetes.io/last-applied-configuration': CANARY,
    team: 'web',
  },
  ownerReferences: [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'r' }],
  managedFields: [{ manager: CANARY }],
};
const container = {
  name: 'app',
  image: 'cart:1',
  ports: [{ name: 'http', containerPort: 8080 }],
  env: [{ name: 'PASSWORD', value: CANARY }],
  envFrom: [{ secretRef: { name: CANARY } }],
  args: [`--password=${CANARY}`],
  command: [CANARY],
  livenessProbe: { httpGet: { httpHeaders: [{ value: CANARY }] } },
};
const podSpec = {
  nodeName: 'n1',
  hostNetwork: true,
  containers: [container],
  initContainers: [{ ...container, restartPolicy: 'Always' }],
  volumes: [{ name: CANARY }],
};
const template = {
  metadata: { labels: { app: 'cart' }, annotations: { note: CANARY } },
  spec: podSpec,
};
const keptContainer = {
  name: 'app',
  image: 'cart:1',
  ports: [{ name: 'http', containerPort: 8080 }],
};
const keptPodSpec = {
  nodeName: 'n1',
  hostNetwork: true,
  containers: [keptContainer],
  initContainers: [{ ...keptContainer, restartPolicy: 'Always' }],
};
const keptTemplate = {
  metadata: { labels: { app: 'cart' } },
  spec: keptPodSpec,
};
const keptMetadata = {
  name: 'cart',
  namespace: 'shop',
  uid: 'u1',
  generation: 2,
  labels: { app: 'cart' },
  ownerReferences: metadata.ownerReferences,
};

/** That variables come from Secrets is all that is kept of it. */
const fromSecrets = (podSpecAt: string) => ({
  mined: {
    endpoints: [],
    configMaps: [],
    cut: [],
    secrets: ['initContainers', 'containers'].map(field => ({
      path: `${podSpecAt}.${field}[0].envFrom[0].secretRef`,
    })),
  },
});

const CASES: ReadonlyArray<{
  name: string;
  object: KubeObject;
  expected: object;
}> = [
  {
    name: 'a Pod keeps its labels, owners, ports, addresses and readiness',
    object: {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata,
      spec: podSpec,
      status: {
        phase: 'Running',
        podIP: '10.0.0.1',
        podIPs: [{ ip: '10.0.0.1' }],
        conditions: [
          { type: 'Ready', status: 'True', lastTransitionTime: CANARY },
          { type: 'PodScheduled', status: 'True' },
        ],
        containerStatuses: [{ name: CANARY }],
      },
    },
    expected: {
      metadata: keptMetadata,
      spec: keptPodSpec,
      facts: fromSecrets('spec'),
      status: {
        phase: 'Running',
        podIP: '10.0.0.1',
        podIPs: [{ ip: '10.0.0.1' }],
        conditions: [{ type: 'Ready', status: 'True' }],
      },
    },
  },
  {
    name: 'a Deployment keeps its selector, template labels, ports and counts',
    object: {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata,
      spec: {
        replicas: 2,
        selector: { matchLabels: { app: 'cart' } },
        template,
        strategy: { type: CANARY },
      },
      status: { replicas: 2, readyReplicas: 1, conditions: [CANARY] },
    },
    expected: {
      metadata: { ...keptMetadata, annotations: { team: 'web' } },
      spec: {
        replicas: 2,
        selector: { matchLabels: { app: 'cart' } },
        template: keptTemplate,
      },
      facts: fromSecrets('spec.template.spec'),
      status: { replicas: 2, readyReplicas: 1 },
    },
  },
  {
    name: 'a CronJob keeps the template inside of its job',
    object: {
      apiVersion: 'batch/v1',
      kind: 'CronJob',
      metadata,
      spec: {
        schedule: '* * * * *',
        jobTemplate: {
          metadata: { annotations: { note: CANARY } },
          spec: { template },
        },
      },
    },
    expected: {
      metadata: { ...keptMetadata, annotations: { team: 'web' } },
      spec: {
        schedule: '* * * * *',
        jobTemplate: { spec: { template: keptTemplate } },
      },
      facts: fromSecrets('spec.jobTemplate.spec.template.spec'),
    },
  },
  {
    name: 'a Secret keeps its name and type, never its data',
    object: {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata,
      type: 'kubernetes.io/tls',
      data: { 'tls.key': CANARY },
      stringData: { password: CANARY },
    },
    expected: {
      metadata: { ...keptMetadata, annotations: { team: 'web' } },
      type: 'kubernetes.io/tls',
      facts: { certificate: { state: 'malformed', why: 'It has no tls.crt.' } },
    },
  },
  {
    name: 'a ConfigMap keeps its name',
    object: {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata,
      data: { key: CANARY },
      binaryData: { key: CANARY },
    },
    expected: {
      metadata: { ...keptMetadata, annotations: { team: 'web' } },
      facts: { authority: 'absent' },
    },
  },
  {
    name: 'any other kind keeps all but managedFields and last-applied',
    object: {
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'HTTPRoute',
      metadata,
      spec: { hostnames: ['shop.example.com'] },
      status: { parents: [] },
      facts: { mesh: { state: 'read', outboundTrafficPolicy: 'ALLOW_ANY' } },
    },
    expected: {
      metadata: { ...keptMetadata, annotations: { team: 'web' } },
      spec: { hostnames: ['shop.example.com'] },
      status: { parents: [] },
    },
  },
];

describe('normalizeObject', () => {
  it.each(CASES)('$name', ({ object, expected }) => {
    const { apiVersion, kind } = object;
    const trimmed = normalizeObject(object);
    expect(trimmed).toStrictEqual({ apiVersion, kind, ...expected });
    expect(JSON.stringify(trimmed)).not.toContain(CANARY);
  });

  it.each(['Pod', 'Secret', 'ConfigMap'])(
    'survives a %s whose content is null or of another form',
    kind => {
      const object = { apiVersion: 'v1', kind, metadata: { name: 'x' } };
      const odd = { ...object, spec: null, status: 'odd' };
      expect(normalizeObject(odd)).toMatchObject(object);
    },
  );
});
