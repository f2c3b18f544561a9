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
