import {
  type ClusterCredential,
  type CredentialMaterial,
  HttpClusterConnection,
} from '@portolan/cluster-client';
import { acceleratedTiming } from './acceleratedTiming';
import { runReflectorConformance } from './runReflectorConformance';
import {
  FakeClusterRig,
  startConformanceCluster,
} from './__testUtils__/FakeClusterRig';

const FACTOR = 100;

/** A token that may be asked for again, as an exec or file credential's may. */
class RenewableToken implements ClusterCredential {
  readonly #token: string;

  constructor(token: string) {
    this.#token = token;
  }

  async current(): Promise<CredentialMaterial> {
    return { bearerToken: this.#token };
  }

  renew(): boolean {
    return true;
  }
}

runReflectorConformance({
  name: 'a fake cluster, directly',
  offers: ['faults', 'httpRoutes', 'users'],
  operations: 2_000,
  timeoutMs: 240_000,
  make: async () => {
    const cluster = await startConformanceCluster(FACTOR);
    return new FakeClusterRig({
      cluster,
      timing: acceleratedTiming(FACTOR),
      connect: (user, options = {}) =>
        new HttpClusterConnection({
          url: cluster.url,
          tls: { ca: cluster.caPem },
          credential: new RenewableToken(user.token),
          ...options,
        }),
    });
  },
});
