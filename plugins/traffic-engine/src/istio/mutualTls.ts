import { matchLabels } from '../match/labels';
import type { SnapshotIndex } from '../snapshot/ClusterSnapshot';
import { groupBy } from '../snapshot/groupBy';
import { compareByAge } from './facts/istioObjects';
import {
  peerAuthentications,
  type PeerAuthentication,
} from './facts/peerAuthentications';
import { CONFIG_MAP } from '../kinds/coreKinds';
import { PEER_AUTHENTICATION } from './kinds';
import { meshConfig } from './meshConfig';

/** How a workload wants its callers' TLS, and the field that says so. */
export interface MutualTls {
  /** STRICT, PERMISSIVE or DISABLE; others are none of Istio's. */
  readonly mode: string;
  readonly policy: PeerAuthentication;
  readonly path: string;
}

/** What holds for the ports of a workload; undefined where no object says anything: PERMISSIVE. */
export interface MutualTlsModes {
  readonly whole: MutualTls | undefined;
  /** Ports of the workload with a setting of their own. */
  readonly ports: ReadonlyMap<number, MutualTls | undefined>;
}

interface Subject {
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
}

/**
 * Finds what holds for a workload: of its own policy, its namespace's and the mesh's the nearest that sets a mode, the oldest of
 * each, port before workload, and UNSET asks the next one. A policy with a selector in the root namespace holds for nobody
 * (istiod, ComposePeerAuthentication).
 */
export const mutualTlsModes: SnapshotIndex<
  (subject: Subject) => MutualTlsModes
> = {
  name: 'istio mutual TLS modes',
  reads: [PEER_AUTHENTICATION, CONFIG_MAP],
  build: snapshot => {
    const { rootNamespace } = snapshot.index(meshConfig);
    const byNamespace = groupBy(
      [...snapshot.index(peerAuthentications).all].sort(compareByAge),
      ({ ref }) => ref.namespace,
    );
    const wholeOf = (namespace: string) =>
      byNamespace.get(namespace)?.find(policy => !hasSelector(policy));
    return ({ namespace, labels }) => {
      const own =
        namespace === rootNamespace
          ? undefined
          : byNamespace
              .get(namespace)
              ?.find(
                policy =>
                  hasSelector(policy) &&
                  matchLabels(
                    { matchLabels: policy.spec.selector?.matchLabels },
                    labels,
                  ),
              );
      const layers = [own, wholeOf(namespace), wholeOf(rootNamespace)];
      const whole = firstSet(layers);
      return {
        whole,
        ports: new Map(
          Object.entries(own?.spec.portLevelMtls ?? {}).map(
            ([port, { mode }]) => [
              Number(port),
              own && isSet(mode)
                ? { mode, policy: own, path: `spec.portLevelMtls.${port}` }
                : whole,
            ],
          ),
        ),
      };
    };
  },
};

function firstSet(
  policies: readonly (PeerAuthentication | undefined)[],
): MutualTls | undefined {
  for (const policy of policies) {
    const mode = policy?.spec.mtls?.mode;
    if (policy && isSet(mode)) {
      return { mode, policy, path: 'spec.mtls' };
    }
  }
  return undefined;
}

function hasSelector({ spec }: PeerAuthentication): boolean {
  return Object.keys(spec.selector?.matchLabels ?? {}).length > 0;
}

function isSet(mode: string | null | undefined): mode is string {
  return Boolean(mode) && mode !== 'UNSET';
}
