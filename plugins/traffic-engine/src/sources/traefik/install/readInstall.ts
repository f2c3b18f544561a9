import { DAEMON_SET, DEPLOYMENT, SERVICE } from '../../../kinds/coreKinds';
import { refTo } from '../../../model/refs';
import type {
  ClusterSnapshot,
  SnapshotIndex,
} from '../../../snapshot/ClusterSnapshot';
import type { KubeObject } from '../../../snapshot/KubeObject';
import type { Install } from './Install';
import { readEntryPoints } from './readEntryPoints';
import {
  isSet,
  readTraefikArguments,
  type TraefikArguments,
} from './readArguments';

const CRD_PROVIDER = 'providers.kubernetescrd';
const NOT_KNOWN: Install = { state: 'not-known' };

/** Settings that route, too, and that are not translated. */
const NOT_INTERPRETED =
  /^(entrypoints\.[^.]+\.http\.(middlewares|encodequerysemicolons)|providers\.kubernetescrd\.(namespaces|labelselector)|providers\.precedence)/;

/** The Traefik of a cluster, from the workload that runs it and the Services in front of it. */
export const traefikInstall: SnapshotIndex<Install> = {
  name: 'traefik-install',
  reads: [DEPLOYMENT, DAEMON_SET, SERVICE],
  build: readInstall,
};

function readInstall(snapshot: ClusterSnapshot): Install {
  const found = [DEPLOYMENT, DAEMON_SET].flatMap(kind =>
    snapshot.list(kind).flatMap(workload => {
      const flags = readTraefikArguments(workload);
      return flags === undefined ? [] : [{ workload, flags }];
    }),
  );
  const [first] = found;
  return found.length === 1 && first.flags !== 'not-given'
    ? known(snapshot, { workload: first.workload, flags: first.flags })
    : NOT_KNOWN;
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
