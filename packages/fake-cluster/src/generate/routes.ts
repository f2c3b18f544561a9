import type { KubeObject } from '../model/KubeObject';
import type { ClusterPlan, PlannedApp } from './plan';
import type { Random } from './Random';
import { createdAt, stampManagers } from './stamp';

const GATEWAY_V1 = 'gateway.networking.k8s.io/v1';
const CONTROLLER = 'gateway.example.com/controller';
const DESCRIPTION =
  'Takes what belongs to this part of the shop; asked for through the portal and reviewed by its owners, like every other route here';
const ROUTE_CONDITIONS: readonly (readonly [string, string])[] = [
  ['Accepted', 'Accepted'],
  ['ResolvedRefs', 'ResolvedRefs'],
];

type PlannedGateway = ClusterPlan['gateways'][number];

function conditionsOf(
  types: readonly (readonly [string, string])[],
  time: string,
): object[] {
  return types.map(([type, reason]) => ({
    type,
    status: 'True',
    reason,
    message: `${type} as far as the controller can see`,
    observedGeneration: 1,
    lastTransitionTime: time,
  }));
}

/** The class that all generated gateways have. */
export function makeGatewayClass(random: Random): KubeObject {
  const time = createdAt(0);
  return stampManagers(
    {
      apiVersion: GATEWAY_V1,
      kind: 'GatewayClass',
      metadata: {
        name: 'public',
        uid: random.uid(),
        creationTimestamp: time,
        generation: 1,
      },
      spec: { controllerName: CONTROLLER },
      status: { conditions: conditionsOf([['Accepted', 'Accepted']], time) },
    },
    { spec: 'kubectl-client-side-apply', status: 'gateway-controller' },
  );
}

function listenerNames(): string[] {
  return ['http', 'https', 'https-wildcard'];
}

/** A gateway with a plain, a TLS and a wildcard listener that take routes from everywhere. */
export function makeGateway(
  gateway: PlannedGateway,
  random: Random,
): KubeObject {
  const time = createdAt(1);
  const certificateRefs = [
    { group: '', kind: 'Secret', name: `${gateway.name}-tls` },
  ];
  const open = { namespaces: { from: 'All' } };
  const routeKinds = ['HTTPRoute', 'GRPCRoute'].map(kind => ({
    group: 'gateway.networking.k8s.io',
    kind,
  }));
  return stampManagers(
    {
      apiVersion: GATEWAY_V1,
      kind: 'Gateway',
      metadata: {
        name: gateway.name,
        namespace: gateway.namespace,
        uid: random.uid(),
        creationTimestamp: time,
        generation: 1,
        labels: { 'app.kubernetes.io/managed-by': 'platform' },
        annotations: {
          'example.com/owner': 'group:default/platform',
          'example.com/zone': gateway.domain,
        },
      },
      spec: {
        gatewayClassName: 'public',
        listeners: [
          { name: 'http', port: 80, protocol: 'HTTP', allowedRoutes: open },
          {
            name: 'https',
            port: 443,
            protocol: 'HTTPS',
            hostname: gateway.domain,
            tls: { mode: 'Terminate', certificateRefs },
            allowedRoutes: open,
          },
          {
            name: 'https-wildcard',
            port: 443,
            protocol: 'HTTPS',
            hostname: `*.${gateway.domain}`,
            tls: { mode: 'Terminate', certificateRefs },
            allowedRoutes: open,
          },
        ],
      },
      status: {
        addresses: [
          { type: 'IPAddress', value: `203.0.113.${1 + random.below(250)}` },
        ],
        conditions: conditionsOf(
          [
            ['Accepted', 'Accepted'],
            ['Programmed', 'Programmed'],
          ],
          time,
        ),
        listeners: listenerNames().map(name => ({
          name,
          attachedRoutes: 40,
          supportedKinds: routeKinds,
          conditions: conditionsOf(
            [
              ['Accepted', 'Accepted'],
              ['Programmed', 'Programmed'],
            ],
            time,
          ),
        })),
      },
    },
    { spec: 'kubectl-client-side-apply', status: 'gateway-controller' },
  );
}

function backendOf(from: PlannedApp, to: PlannedApp, weight: number): object {
  return {
    group: '',
    kind: 'Service',
    name: to.name,
    ...(to.namespace === from.namespace ? {} : { namespace: to.namespace }),
    port: 80,
    weight,
  };
}

/** A route of an application; now and then split over two backends, now and then into another namespace. */
export function makeHttpRoute(options: {
  index: number;
  plan: ClusterPlan;
  random: Random;
}): KubeObject {
  const { index, plan, random } = options;
  const app = plan.apps[index % plan.apps.length];
  const other = random.chance(0.1) ? random.pick(plan.apps) : app;
  const gateway = plan.gateways[index % plan.gateways.length];
  const time = createdAt(index);
  const parentRef = {
    group: 'gateway.networking.k8s.io',
    kind: 'Gateway',
    name: gateway.name,
    namespace: gateway.namespace,
    sectionName: 'https-wildcard',
  };
  const name = `${app.name}-${index}`;
  return stampManagers(
    {
      apiVersion: GATEWAY_V1,
      kind: 'HTTPRoute',
      metadata: {
        name,
        namespace: app.namespace,
        uid: random.uid(),
        creationTimestamp: time,
        generation: 1,
        labels: { 'app.kubernetes.io/part-of': app.team },
        annotations: {
          'example.com/owner': `group:default/${app.team}`,
          'example.com/source': `https://git.example.com/${app.team}/${app.name}/-/tree/main/deploy`,
          'example.com/description': DESCRIPTION,
        },
      },
      spec: {
        parentRefs: [parentRef],
        hostnames: [`${name}.${gateway.domain}`],
        rules: [
          {
            matches: [{ path: { type: 'PathPrefix', value: '/' } }],
            backendRefs: [backendOf(app, app, 1)],
          },
          {
            matches: [
              {
                path: { type: 'PathPrefix', value: '/api' },
                headers: [
                  {
                    type: 'Exact',
                    name: 'x-version',
                    value: String(index % 3),
                  },
                ],
              },
            ],
            filters: [
              {
                type: 'RequestHeaderModifier',
                requestHeaderModifier: {
                  set: [{ name: 'x-route', value: name }],
                },
              },
            ],
            backendRefs: [
              backendOf(app, app, 90),
              ...(other === app ? [] : [backendOf(app, other, 10)]),
            ],
          },
        ],
      },
      status: {
        parents: [
          {
            parentRef,
            controllerName: CONTROLLER,
            conditions: conditionsOf(ROUTE_CONDITIONS, time),
          },
        ],
      },
    },
    { spec: 'kubectl-client-side-apply', status: 'gateway-controller' },
  );
}

/** Lets the routes of every other namespace use the Services of one. */
export function makeReferenceGrant(
  namespace: string,
  plan: ClusterPlan,
  random: Random,
): KubeObject {
  return stampManagers(
    {
      apiVersion: GATEWAY_V1,
      kind: 'ReferenceGrant',
      metadata: {
        name: 'routes-of-neighbours',
        namespace,
        uid: random.uid(),
        creationTimestamp: createdAt(2),
        generation: 1,
      },
      spec: {
        from: plan.namespaces
          .filter(candidate => candidate !== namespace)
          .slice(0, 16)
          .map(from => ({
            group: 'gateway.networking.k8s.io',
            kind: 'HTTPRoute',
            namespace: from,
          })),
        to: [{ group: '', kind: 'Service' }],
      },
    },
    { spec: 'kubectl-client-side-apply' },
  );
}
