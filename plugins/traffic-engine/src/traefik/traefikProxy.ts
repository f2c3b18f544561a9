import { DAEMON_SET, DEPLOYMENT } from '../kinds/coreKinds';
import type {
  ClusterSnapshot,
  SnapshotIndex,
} from '../snapshot/ClusterSnapshot';
import type { KubeObject } from '../snapshot/KubeObject';
import { readTraefikArguments, type TraefikArguments } from './readArguments';

/**
 * The Traefik of a cluster: known when exactly one Deployment or DaemonSet runs it and all its configuration is in the
 * arguments; else not known, and whatever hangs on it stays open.
 */
export type TraefikProxy =
  | {
      readonly state: 'known';
      readonly workload: KubeObject;
      readonly flags: TraefikArguments;
    }
  | { readonly state: 'not-known' };

/** The workload that runs Traefik with its arguments, for the kinds of Traefik itself and for Ingresses. */
export const traefikProxy: SnapshotIndex<TraefikProxy> = {
  name: 'traefik-proxy',
  reads: [DEPLOYMENT, DAEMON_SET],
  build: findProxy,
};

function findProxy(snapshot: ClusterSnapshot): TraefikProxy {
  const found = [DEPLOYMENT, DAEMON_SET].flatMap(kind =>
    snapshot.list(kind).flatMap(workload => {
      const flags = readTraefikArguments(workload);
      return flags === undefined ? [] : [{ workload, flags }];
    }),
  );
  const [first] = found;
  return found.length === 1 && first.flags !== 'not-given'
    ? { state: 'known', workload: first.workload, flags: first.flags }
    : { state: 'not-known' };
}
