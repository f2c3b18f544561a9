export { StaticCredential } from './credentials/StaticCredential';
export { FileTokenCredential } from './credentials/FileTokenCredential';
export {
  anonymousCredential,
  type ClusterCredential,
  type CredentialMaterial,
} from './credentials/ClusterCredential';
export type { ServerTls } from './http/AgentPool';
export { HttpClusterConnection } from './http/HttpClusterConnection';
export { HttpClusterWriter } from './http/HttpClusterWriter';
export {
  KubeconfigClusterSource,
  type KubeconfigEntry,
} from './kubeconfig/KubeconfigClusterSource';
export { RevisionBook } from './kubeconfig/RevisionBook';
export { apiVersionOf, collectionPath, selectionOf } from './reading/apiPaths';
export { discoverKinds, type DiscoveredKind } from './reading/discoverKinds';
export { listPages } from './reading/listPages';
export { readCluster, type KindReading } from './reading/readCluster';
export { parseJson } from './reading/parseJson';
export {
  failureOfStatus,
  toReadFailure,
  type ReadFailure,
} from './reading/ReadFailure';
export { between, isoNow, sleep, systemTiming, type Timing } from './Timing';
