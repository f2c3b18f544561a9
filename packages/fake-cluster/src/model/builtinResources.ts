import type { ResourceType } from './ResourceType';
import { builtinColumns } from '../tables/builtinColumns';
import { gatewayApiResources } from './gatewayApiResources';

interface BuiltinSpec {
  kind: string;
  plural: string;
  short?: string[];
  /** Cluster-scoped. */
  cluster?: true;
  status?: true;
  generation?: true;
  /** Member of the category that `kubectl get all` reads. */
  all?: true;
}

const CORE: BuiltinSpec[] = [
  { kind: 'ConfigMap', plural: 'configmaps', short: ['cm'] },
  { kind: 'Endpoints', plural: 'endpoints', short: ['ep'] },
  { kind: 'Event', plural: 'events', short: ['ev'] },
  {
    kind: 'Namespace',
    plural: 'namespaces',
    short: ['ns'],
    cluster: true,
    status: true,
  },
  { kind: 'Node', plural: 'nodes', short: ['no'], cluster: true, status: true },
  {
    kind: 'PersistentVolumeClaim',
    plural: 'persistentvolumeclaims',
    short: ['pvc'],
    status: true,
  },
  { kind: 'Pod', plural: 'pods', short: ['po'], status: true, all: true },
  { kind: 'Secret', plural: 'secrets' },
  { kind: 'ServiceAccount', plural: 'serviceaccounts', short: ['sa'] },
  {
    kind: 'Service',
    plural: 'services',
    short: ['svc'],
    status: true,
    all: true,
  },
];

const APPS: BuiltinSpec[] = [
  {
    kind: 'DaemonSet',
    plural: 'daemonsets',
    short: ['ds'],
    status: true,
    generation: true,
    all: true,
  },
  {
    kind: 'Deployment',
    plural: 'deployments',
    short: ['deploy'],
    status: true,
    generation: true,
    all: true,
  },
  {
    kind: 'ReplicaSet',
    plural: 'replicasets',
    short: ['rs'],
    status: true,
    generation: true,
    all: true,
  },
  {
    kind: 'StatefulSet',
    plural: 'statefulsets',
    short: ['sts'],
    status: true,
    generation: true,
    all: true,
  },
];

const BATCH: BuiltinSpec[] = [
  {
    kind: 'CronJob',
    plural: 'cronjobs',
    short: ['cj'],
    status: true,
    generation: true,
    all: true,
  },
  { kind: 'Job', plural: 'jobs', status: true, generation: true, all: true },
];

const DISCOVERY: BuiltinSpec[] = [
  { kind: 'EndpointSlice', plural: 'endpointslices', generation: true },
];

const NETWORKING: BuiltinSpec[] = [
  { kind: 'IngressClass', plural: 'ingressclasses', cluster: true },
  {
    kind: 'Ingress',
    plural: 'ingresses',
    short: ['ing'],
    status: true,
    generation: true,
  },
  {
    kind: 'NetworkPolicy',
    plural: 'networkpolicies',
    short: ['netpol'],
    generation: true,
  },
];

const RBAC: BuiltinSpec[] = [
  { kind: 'ClusterRoleBinding', plural: 'clusterrolebindings', cluster: true },
  { kind: 'ClusterRole', plural: 'clusterroles', cluster: true },
  { kind: 'RoleBinding', plural: 'rolebindings' },
  { kind: 'Role', plural: 'roles' },
];

const APIEXTENSIONS: BuiltinSpec[] = [
  {
    kind: 'CustomResourceDefinition',
    plural: 'customresourcedefinitions',
    short: ['crd', 'crds'],
    cluster: true,
    status: true,
    generation: true,
  },
];

function fromSpec(group: string, spec: BuiltinSpec): ResourceType {
  return {
    group,
    kind: spec.kind,
    listKind: `${spec.kind}List`,
    plural: spec.plural,
    singular: spec.kind.toLowerCase(),
    shortNames: spec.short ?? [],
    categories: spec.all ? ['all'] : [],
    namespaced: !spec.cluster,
    versions: [{ name: 'v1' }],
    custom: false,
    statusSubresource: spec.status ?? false,
    hasGeneration: spec.generation ?? false,
    columns: builtinColumns[spec.kind],
  };
}

/** The kinds that every cluster of this server has, without the Gateway API. */
export const coreResources: readonly ResourceType[] = [
  ...CORE.map(spec => fromSpec('', spec)),
  ...APPS.map(spec => fromSpec('apps', spec)),
  ...BATCH.map(spec => fromSpec('batch', spec)),
  ...DISCOVERY.map(spec => fromSpec('discovery.k8s.io', spec)),
  ...NETWORKING.map(spec => fromSpec('networking.k8s.io', spec)),
  ...RBAC.map(spec => fromSpec('rbac.authorization.k8s.io', spec)),
  ...APIEXTENSIONS.map(spec => fromSpec('apiextensions.k8s.io', spec)),
];

/** Every kind that is served without a CustomResourceDefinition. */
export const builtinResources: readonly ResourceType[] = [
  ...coreResources,
  ...gatewayApiResources,
];
