/**
 * A small Kubernetes API server over HTTPS, for the demo, tests and benchmarks. A development tool: nothing in plugins/
 * depends on it.
 */
export { startFakeCluster } from './startFakeCluster';
export type { FakeCluster, FakeClusterOptions } from './startFakeCluster';
export type { FakeUser, RbacRule } from './auth/FakeUser';
export { faultSchema, FAULT_TYPES } from './faults/Fault';
export type { ActiveFault, Fault, FaultRequest } from './faults/Fault';
export type { FaultControl } from './faults/FaultBook';
export type {
  JsonObject,
  KubeObject,
  ManagedFieldsEntry,
  ObjectMeta,
  ObjectRef,
} from './model/KubeObject';
export type {
  LoggedRequest,
  OpenWatch,
  RequestFilter,
  RequestLog,
} from './server/RequestLog';
export { PortBusyError } from './server/ApiServer';
export {
  ManifestError,
  readManifestFile,
  readManifests,
} from './fixtures/readManifests';
export {
  FakeClusterControl,
  FakeClusterControlError,
} from './control/FakeClusterControl';
export type { ClusterState } from './control/controlProtocol';
export { ConfigError, readClusterConfig } from './config/clusterConfig';
export type {
  FakeClusterConfig,
  FakeClustersConfig,
} from './config/clusterConfig';
export { startFakeClusters } from './config/startFakeClusters';
export type { FakeClusters } from './config/startFakeClusters';
export { generate } from './generate/generate';
export type { GenerateOptions } from './generate/generate';
