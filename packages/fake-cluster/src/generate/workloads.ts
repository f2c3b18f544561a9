import type { KubeObject } from '../model/KubeObject';
import type { PlannedApp } from './plan';
import type { Random } from './Random';
import { createdAt, stampManagers } from './stamp';

const DESCRIPTION =
  'Part of the shop; owned and operated by the team that is named here, around the clock';

function labelsOf(app: PlannedApp): Record<string, string> {
  return {
    'app.kubernetes.io/name': app.name,
    'app.kubernetes.io/part-of': app.team,
    'backstage.io/kubernetes-id': app.name,
  };
}

function selectorOf(app: PlannedApp): Record<string, string> {
  return { 'app.kubernetes.io/name': app.name };
}

function metadataOf(
  app: PlannedApp,
  random: Random,
  more: Partial<KubeObject['metadata']> = {},
): KubeObject['metadata'] {
  return {
    name: app.name,
    namespace: app.namespace,
    uid: random.uid(),
    creationTimestamp: createdAt(app.index),
    labels: labelsOf(app),
    annotations: {
      'example.com/owner': `group:default/${app.team}`,
      'example.com/source': `https://git.example.com/${app.team}/${app.name}/-/tree/main/deploy`,
      'example.com/description': DESCRIPTION,
    },
    ...more,
  };
}

function containersOf(app: PlannedApp): object[] {
  return [
    {
      name: 'main',
      image: `registry.example.com/${app.team}/${app.name}:1.${
        app.index % 40
      }.0`,
      imagePullPolicy: 'IfNotPresent',
      ports: [{ name: 'http', containerPort: app.port, protocol: 'TCP' }],
      env: [
        { name: 'PORT', value: String(app.port) },
        { name: 'LOG_LEVEL', value: 'info' },
      ],
      resources: {
        requests: { cpu: '100m', memory: '128Mi' },
      },
    },
  ];
}

function addressOf(app: PlannedApp, replica: number): string {
  const host = app.index * 16 + replica;
  return `10.${128 + (Math.floor(host / 65536) % 64)}.${
    Math.floor(host / 256) % 256
  }.${host % 256}`;
}

function podNameOf(app: PlannedApp, replica: number): string {
  return `${app.name}-5d4f8c7b9-${String(replica).padStart(5, 'x')}`;
}

/** The Deployment of an application, with the status its controller would have written. */
export function makeDeployment(app: PlannedApp, random: Random): KubeObject {
  return stampManagers(
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: metadataOf(app, random, {
        generation: 1,
        annotations: undefined,
      }),
      spec: {
        replicas: app.replicas,
        selector: { matchLabels: selectorOf(app) },
        strategy: { type: 'RollingUpdate' },
        template: {
          metadata: { labels: labelsOf(app) },
          spec: {
            containers: containersOf(app),
            restartPolicy: 'Always',
          },
        },
      },
      status: {
        observedGeneration: 1,
        replicas: app.replicas,
        readyReplicas: app.ready,
        availableReplicas: app.ready,
        updatedReplicas: app.replicas,
      },
    },
    { spec: 'kubectl-client-side-apply', status: 'kube-controller-manager' },
  );
}

/** The Service in front of an application. */
export function makeService(app: PlannedApp, random: Random): KubeObject {
  const ip = `10.96.${Math.floor(app.index / 250) % 256}.${
    1 + (app.index % 250)
  }`;
  return stampManagers(
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: metadataOf(app, random),
      spec: {
        type: 'ClusterIP',
        clusterIP: ip,
        clusterIPs: [ip],
        ipFamilies: ['IPv4'],
        ipFamilyPolicy: 'SingleStack',
        internalTrafficPolicy: 'Cluster',
        sessionAffinity: 'None',
        selector: selectorOf(app),
        ports: [
          {
            name: 'http',
            port: 80,
            targetPort: app.port,
            protocol: 'TCP',
            appProtocol: 'http',
          },
          { name: 'metrics', port: 9100, targetPort: 9100, protocol: 'TCP' },
        ],
      },
      status: { loadBalancer: {} },
    },
    { spec: 'kubectl-client-side-apply' },
  );
}

/** The EndpointSlice of a Service, with one endpoint per pod. */
export function makeEndpointSlice(app: PlannedApp, random: Random): KubeObject {
  return stampManagers(
    {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: {
        ...metadataOf(app, random, { generation: 1 }),
        name: `${app.name}-${random.hex(5)}`,
        generateName: `${app.name}-`,
        annotations: undefined,
        labels: {
          ...selectorOf(app),
          'kubernetes.io/service-name': app.name,
          'endpointslice.kubernetes.io/managed-by':
            'endpointslice-controller.k8s.io',
        },
      },
      addressType: 'IPv4',
      ports: [
        { name: 'http', port: app.port, protocol: 'TCP' },
        { name: 'metrics', port: 9100, protocol: 'TCP' },
      ],
      endpoints: Array.from({ length: app.replicas }, (_, replica) => ({
        addresses: [addressOf(app, replica)],
        conditions: {
          ready: replica < app.ready,
          serving: replica < app.ready,
          terminating: false,
        },
        nodeName: `node-${(app.index + replica) % 40}`,
        targetRef: {
          kind: 'Pod',
          name: podNameOf(app, replica),
          namespace: app.namespace,
        },
      })),
    },
    { spec: 'kube-controller-manager' },
  );
}

function podConditions(ready: boolean, time: string): object[] {
  return ['PodScheduled', 'Initialized', 'ContainersReady', 'Ready'].map(
    type => ({
      type,
      status: ready || !type.endsWith('eady') ? 'True' : 'False',
      lastProbeTime: null,
      lastTransitionTime: time,
    }),
  );
}

/** The pods of an application; the first ones are ready. */
export function makePods(app: PlannedApp, random: Random): KubeObject[] {
  return Array.from({ length: app.replicas }, (_, replica) => {
    const ready = replica < app.ready;
    const time = createdAt(app.index);
    const ip = addressOf(app, replica);
    return stampManagers(
      {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: {
          ...metadataOf(app, random),
          name: podNameOf(app, replica),
          annotations: undefined,
          generateName: `${app.name}-5d4f8c7b9-`,
          labels: { ...labelsOf(app), 'pod-template-hash': '5d4f8c7b9' },
          ownerReferences: [
            {
              apiVersion: 'apps/v1',
              kind: 'ReplicaSet',
              name: `${app.name}-5d4f8c7b9`,
              uid: random.uid(),
              controller: true,
              blockOwnerDeletion: true,
            },
          ],
        },
        spec: {
          nodeName: `node-${(app.index + replica) % 40}`,
          serviceAccountName: 'default',
          restartPolicy: 'Always',
          dnsPolicy: 'ClusterFirst',
          terminationGracePeriodSeconds: 30,
          containers: containersOf(app),
        },
        status: {
          phase: 'Running',
          podIP: ip,
          podIPs: [{ ip }],
          hostIP: `192.168.0.${(app.index + replica) % 40}`,
          startTime: time,
          qosClass: 'Burstable',
          conditions: podConditions(ready, time),
          containerStatuses: [
            {
              name: 'main',
              ready,
              started: ready,
              restartCount: ready ? 0 : 7,
              image: `registry.example.com/${app.team}/${app.name}:1.${
                app.index % 40
              }.0`,
            },
          ],
        },
      },
      { spec: 'kube-controller-manager', status: 'kubelet' },
    );
  });
}
