import {
  requestExplanationSchema,
  requestQuestionSchema,
} from '@portolan/plugin-traffic-common';
import { explainRequest } from '../../../../request/explainRequest';
import { renderRequest } from '../../../../request/renderRequest';
import { snapshotFrom } from '../../../../testing/snapshotFrom';
import { ALL_READS } from '../../..';
import { traefik } from '../..';

const SERVICES = `
apiVersion: v1
kind: Service
metadata: { name: web, namespace: shop }
spec: { ports: [{ port: 80 }] }
---
apiVersion: v1
kind: Service
metadata: { name: beta, namespace: shop }
spec: { ports: [{ port: 80 }] }
---
apiVersion: v1
kind: Service
metadata: { name: idle, namespace: shop }
spec: { ports: [{ port: 80 }] }
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: { name: web-1, namespace: shop, labels: { kubernetes.io/service-name: web } }
addressType: IPv4
ports: [{ name: '', port: 8080 }]
endpoints: [{ addresses: [10.0.0.1] }]
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: { name: beta-1, namespace: shop, labels: { kubernetes.io/service-name: beta } }
addressType: IPv4
ports: [{ name: '', port: 8080 }]
endpoints: [{ addresses: [10.0.0.2] }]
`;

/** A Traefik with three entry points (80, 443, 8080) and one that redirects (8081), and one flag more. */
export function traefikWith(flag: string): string {
  return `
apiVersion: apps/v1
kind: Deployment
metadata: { name: traefik, namespace: traefik }
spec:
  selector: { matchLabels: { app: traefik } }
  template:
    metadata: { labels: { app: traefik } }
    spec:
      containers:
        - name: traefik
          image: traefik:v3.7.9
          args:
            - --entryPoints.web.address=:80
            - --entryPoints.websecure.address=:443
            - --entryPoints.plain.address=:8080
            - --entryPoints.old.address=:8081
            - --entryPoints.old.http.redirections.entryPoint.to=:443
            - --entryPoints.old.http.redirections.entryPoint.permanent=false
            - ${flag}
`;
}

/** An object of namespace `shop`; `spec` is indented by two. */
export function route(
  name: string,
  spec: string,
  kind = 'IngressRoute',
): string {
  return `
apiVersion: traefik.io/v1alpha1
kind: ${kind}
metadata: { name: ${name}, namespace: shop }
spec:
${spec}
`;
}

/** The answer of the Traefik of these documents in lines, its runners-up after it; Services `web`, `beta` and `idle` are there. */
export function ask(
  documents: readonly string[],
  url: string,
  question: Readonly<Record<string, unknown>> = {},
): string[] {
  const explanation = explainRequest({
    snapshots: [
      snapshotFrom([SERVICES, ...documents].join('\n---\n'), {
        kinds: ALL_READS,
      }),
    ],
    sources: [traefik],
    question: requestQuestionSchema.parse({ url, ...question }),
  });
  expect(requestExplanationSchema.parse(explanation)).toEqual(explanation);
  return renderRequest(explanation).trimEnd().split('\n').slice(1);
}

export const KNOWN = traefikWith(
  '--providers.kubernetescrd.allowEmptyServices=true',
);
export const WEB = 'services: [{ name: web, port: 80 }]';
export const BETA = 'services: [{ name: beta, port: 80 }]';
