import { DAEMON_SET, DEPLOYMENT, SERVICE } from '../../../kinds/coreKinds';
import { refTo } from '../../../model/refs';
import type {
  ClusterSnapshot,
  SnapshotIndex,
} from '../../../snapshot/ClusterSnapshot';
import type { KubeObject } from '../../../snapshot/KubeObject';
import {
  isSet,
  listedIn,
  type TraefikArguments,
} from '../../../traefik/readArguments';
import { readEntryPoints } from '../../../traefik/readEntryPoints';
import { traefikProxy } from '../../../traefik/traefikProxy';
import type { Install } from './Install';

const CRD_PROVIDER = 'providers.kubernetescrd';
const NOT_KNOWN: Install = { state: 'not-known' };

/** Settings that route, too, and that are not translated. */
const NOT_INTERPRETED =
  /^(entrypoints\.[^.]+\.http\.(middlewares|encodequerysemicolons)|providers\.precedence)/;

/** The Traefik of a cluster, from the workload that runs it and the Services in front of it. */
export const traefikInstall: SnapshotIndex<Install> = {
  name: 'traefik-install',
  reads: [DEPLOYMENT, DAEMON_SET, SERVICE],
  build: readInstall,
};

function readInstall(snapshot: ClusterSnapshot): Install {
  const proxy = snapshot.index(traefikProxy);
  return proxy.state === 'known' ? known(snapshot, proxy) : NOT_KNOWN;
}

function known(
  snapshot: ClusterSnapshot,
  { workload, flags }: { workload: KubeObject; flags: TraefikArguments },
): Install {
  const { entryPoints, defaults } = readEntryPoints(snapshot, {
    workload,
    flags,
  });
  return {
    state: 'known',
    workload: refTo(snapshot.cluster, workload),
    settings: {
      allowCrossNamespace: isSet(flags, `${CRD_PROVIDER}.allowcrossnamespace`),
      allowExternalNameServices: isSet(
        flags,
        `${CRD_PROVIDER}.allowexternalnameservices`,
      ),
      allowEmptyServices: isSet(flags, `${CRD_PROVIDER}.allowemptyservices`),
      ingressClass: flags.get(`${CRD_PROVIDER}.ingressclass`) ?? '',
      namespaces: listedIn(flags, `${CRD_PROVIDER}.namespaces`),
      labelSelector: flags.get(`${CRD_PROVIDER}.labelselector`) ?? '',
      defaultRuleSyntax:
        flags.get('core.defaultrulesyntax') === 'v2' ? 'v2' : 'v3',
      isV3: isAtLeastV3(workload),
      nativeLBByDefault: isSet(flags, `${CRD_PROVIDER}.nativelbbydefault`),
      entryPoints,
      defaultEntryPoints: defaults,
    },
    notInterpreted: [...flags.keys()]
      .filter(name => NOT_INTERPRETED.test(name))
      .sort(),
  };
}

/** By the tag of the image, as `v3.7.9` or `3`; another tag tells nothing. */
function isAtLeastV3({ facts }: KubeObject): boolean {
  const version = facts?.traefik?.majorVersion;
  return version !== undefined && version >= 3;
}
