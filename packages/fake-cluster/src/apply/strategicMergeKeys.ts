/**
 * How the lists of built-in kinds merge in a strategic merge patch. Facts from the `patchMergeKey` and `patchStrategy`
 * tags of k8s.io/api; `atomic` lists are replaced as a whole. A list that is not here is refused, never guessed.
 */
export type ListStrategy = { mergeKey: string } | 'atomic' | 'set';

type Strategies = Readonly<Record<string, ListStrategy>>;

const CONTAINER: Strategies = {
  ports: { mergeKey: 'containerPort' },
  env: { mergeKey: 'name' },
  envFrom: 'atomic',
  volumeMounts: { mergeKey: 'mountPath' },
  volumeDevices: { mergeKey: 'devicePath' },
  command: 'atomic',
  args: 'atomic',
  resizePolicy: 'atomic',
  claims: { mergeKey: 'name' },
  add: 'atomic',
  drop: 'atomic',
  httpHeaders: 'atomic',
};

const POD: Strategies = {
  ...CONTAINER,
  containers: { mergeKey: 'name' },
  initContainers: { mergeKey: 'name' },
  ephemeralContainers: { mergeKey: 'name' },
  volumes: { mergeKey: 'name' },
  imagePullSecrets: { mergeKey: 'name' },
  hostAliases: { mergeKey: 'ip' },
  topologySpreadConstraints: { mergeKey: 'topologyKey' },
  tolerations: 'atomic',
  readinessGates: 'atomic',
  items: 'atomic',
  sources: 'atomic',
  nodeSelectorTerms: 'atomic',
  matchExpressions: 'atomic',
  matchFields: 'atomic',
  values: 'atomic',
  preferredDuringSchedulingIgnoredDuringExecution: 'atomic',
  requiredDuringSchedulingIgnoredDuringExecution: 'atomic',
};

const METADATA: Strategies = {
  finalizers: 'set',
  ownerReferences: { mergeKey: 'uid' },
  managedFields: 'atomic',
};

const WORKLOAD: Strategies = {
  ...METADATA,
  ...POD,
  conditions: { mergeKey: 'type' },
  volumeClaimTemplates: 'atomic',
};

/** By apiVersion/kind; the names are those of the fields that hold the lists, which are unambiguous within a kind. */
const STRATEGIES: Readonly<Record<string, Strategies>> = {
  'v1/Namespace': { ...METADATA, conditions: { mergeKey: 'type' } },
  'v1/Node': {
    ...METADATA,
    conditions: { mergeKey: 'type' },
    addresses: { mergeKey: 'type' },
    taints: 'atomic',
    podCIDRs: 'set',
    images: 'atomic',
  },
  'v1/ConfigMap': METADATA,
  'v1/Secret': METADATA,
  'v1/ServiceAccount': {
    ...METADATA,
    secrets: { mergeKey: 'name' },
    imagePullSecrets: 'atomic',
  },
  'v1/Service': {
    ...METADATA,
    ports: { mergeKey: 'port' },
    externalIPs: 'atomic',
    clusterIPs: 'atomic',
    ipFamilies: 'atomic',
    loadBalancerSourceRanges: 'atomic',
    ingress: 'atomic',
    conditions: { mergeKey: 'type' },
  },
  'v1/Endpoints': { ...METADATA, subsets: 'atomic' },
  'v1/Pod': WORKLOAD,
  'apps/v1/Deployment': WORKLOAD,
  'apps/v1/StatefulSet': WORKLOAD,
  'apps/v1/DaemonSet': WORKLOAD,
  'apps/v1/ReplicaSet': WORKLOAD,
  'batch/v1/Job': WORKLOAD,
  'batch/v1/CronJob': WORKLOAD,
  'discovery.k8s.io/v1/EndpointSlice': {
    ...METADATA,
    endpoints: 'atomic',
    ports: 'atomic',
  },
  'networking.k8s.io/v1/Ingress': {
    ...METADATA,
    rules: 'atomic',
    tls: 'atomic',
    ingress: 'atomic',
  },
  'networking.k8s.io/v1/IngressClass': METADATA,
  'networking.k8s.io/v1/NetworkPolicy': {
    ...METADATA,
    ingress: 'atomic',
    egress: 'atomic',
    policyTypes: 'atomic',
    matchExpressions: 'atomic',
  },
};

/** The strategies of a kind's lists; undefined where this server knows none. */
export function strategiesOf(
  apiVersion: string,
  kind: string,
): Strategies | undefined {
  return STRATEGIES[`${apiVersion}/${kind}`];
}
