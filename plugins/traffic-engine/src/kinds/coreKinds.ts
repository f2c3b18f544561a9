import type { KindRef } from './KindRef';

const core = (kind: string, plural: string): KindRef => ({
  group: '',
  kind,
  plural,
  versions: ['v1'],
  scope: 'Namespaced',
});
const leftOut = (kind: KindRef): KindRef => ({
  ...kind,
  leftOutOfFiles: true,
});
const apps = (kind: string, plural: string): KindRef => ({
  ...core(kind, plural),
  group: 'apps',
});

export const NAMESPACE: KindRef = {
  ...core('Namespace', 'namespaces'),
  scope: 'Cluster',
};
/** A running cluster alone has them. */
export const NODE: KindRef = {
  ...leftOut(core('Node', 'nodes')),
  scope: 'Cluster',
};
export const SERVICE = leftOut(core('Service', 'services'));
export const POD = leftOut(core('Pod', 'pods'));
export const DEPLOYMENT = apps('Deployment', 'deployments');
export const REPLICA_SET = leftOut(apps('ReplicaSet', 'replicasets'));
export const STATEFUL_SET = apps('StatefulSet', 'statefulsets');
export const DAEMON_SET = apps('DaemonSet', 'daemonsets');
export const JOB: KindRef = { ...core('Job', 'jobs'), group: 'batch' };
export const CRON_JOB: KindRef = {
  ...core('CronJob', 'cronjobs'),
  group: 'batch',
};
export const ENDPOINT_SLICE: KindRef = {
  ...leftOut(core('EndpointSlice', 'endpointslices')),
  group: 'discovery.k8s.io',
};
const byNamespace = (kind: KindRef): KindRef => ({
  ...leftOut(kind),
  givenByNamespace: true,
});
/** Of a cluster, read only where the configuration allows it, and then those for TLS alone. */
export const SECRET = byNamespace(core('Secret', 'secrets'));
/** Secrets as they are watched: the API server hands out no other. */
export const TLS_SECRET: KindRef = {
  ...SECRET,
  fieldSelector: 'type=kubernetes.io/tls',
};
export const CONFIG_MAP = byNamespace(core('ConfigMap', 'configmaps'));
