import type { KubeObject } from '../model/KubeObject';
import type { ClusterPlan } from './plan';
import type { Random } from './Random';
import { createdAt, stampManagers } from './stamp';

/** A policy of one application: in from the gateways and one neighbour, out to DNS, one neighbour and one network. */
export function makeNetworkPolicy(options: {
  index: number;
  plan: ClusterPlan;
  random: Random;
}): KubeObject {
  const { index, plan, random } = options;
  const app = plan.apps[index % plan.apps.length];
  const neighbour = random.pick(plan.apps);
  const podsOf = (name: string) => ({
    matchLabels: { 'app.kubernetes.io/name': name },
  });
  const namespaceNamed = (name: string) => ({
    matchLabels: { 'kubernetes.io/metadata.name': name },
  });
  return stampManagers(
    {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: {
        name: `${app.name}-${index}`,
        namespace: app.namespace,
        uid: random.uid(),
        creationTimestamp: createdAt(index),
        generation: 1,
        labels: { 'app.kubernetes.io/part-of': app.team },
        annotations: {
          'example.com/owner': `group:default/${app.team}`,
          'example.com/source': `https://git.example.com/${app.team}/${app.name}/-/tree/main/deploy`,
        },
      },
      spec: {
        podSelector: podsOf(app.name),
        policyTypes: ['Ingress', 'Egress'],
        ingress: [
          {
            from: [{ namespaceSelector: namespaceNamed('gateways') }],
            ports: [{ protocol: 'TCP', port: app.port }],
          },
          {
            from: [
              {
                namespaceSelector: namespaceNamed(neighbour.namespace),
                podSelector: podsOf(neighbour.name),
              },
            ],
            ports: [{ protocol: 'TCP', port: 'http' }],
          },
        ],
        egress: [
          {
            to: [{ namespaceSelector: namespaceNamed('kube-system') }],
            ports: [
              { protocol: 'UDP', port: 53 },
              { protocol: 'TCP', port: 53 },
            ],
          },
          {
            to: [
              {
                ipBlock: {
                  cidr: `198.51.${index % 256}.0/24`,
                  except: [`198.51.${index % 256}.128/25`],
                },
              },
            ],
            ports: [{ protocol: 'TCP', port: 8000, endPort: 8999 }],
          },
        ],
      },
    },
    { spec: 'kubectl-client-side-apply' },
  );
}
