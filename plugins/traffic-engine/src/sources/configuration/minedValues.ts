import type { ObjectRef } from '@portolan/plugin-traffic-common';
import {
  CONFIG_MAP,
  CRON_JOB,
  DAEMON_SET,
  DEPLOYMENT,
  POD,
  STATEFUL_SET,
} from '../../kinds/coreKinds';
import { kindKey, type KindRef } from '../../kinds/KindRef';
import { refTo } from '../../model/refs';
import type { ClusterSnapshot } from '../../snapshot/ClusterSnapshot';
import type { KubeObject } from '../../snapshot/KubeObject';
import type {
  ConfigMapUse,
  CutValue,
  MinedEndpoint,
  SecretUse,
} from '../../snapshot/ObjectFacts';
import type { WorkloadFact } from '../../topology/workloadIndex';

/** An endpoint and the object that its value is in. */
export interface FoundEndpoint extends MinedEndpoint {
  readonly object: ObjectRef;
}

/** All that was mined for one workload. */
export interface MinedValues {
  readonly endpoints: readonly FoundEndpoint[];
  readonly cut: readonly (CutValue & { readonly object: ObjectRef })[];
  readonly secrets: readonly (SecretUse & { readonly object: ObjectRef })[];
}

const TEMPLATE_KINDS: ReadonlyMap<string, KindRef> = new Map(
  [DEPLOYMENT, STATEFUL_SET, DAEMON_SET, CRON_JOB].map(kind => [
    kindKey(kind),
    kind,
  ]),
);

/**
 * What the template of a workload names, else what its pods name, together with the values that it takes from ConfigMaps. A
 * ConfigMap that is not there, or may not be read, names nothing.
 */
export function minedValues(
  snapshot: ClusterSnapshot,
  workload: WorkloadFact,
): MinedValues {
  const endpoints: FoundEndpoint[] = [];
  const cut: (CutValue & { object: ObjectRef })[] = [];
  const secrets: (SecretUse & { object: ObjectRef })[] = [];
  const seen = new Set<string>();
  const isNew = (key: string) => {
    const known = seen.has(key);
    seen.add(key);
    return !known;
  };
  for (const holder of holdersOf(snapshot, workload)) {
    const { mined } = holder.facts ?? {};
    if (mined) {
      const object = refTo(snapshot.cluster, holder);
      // The pods of one maker say the same.
      endpoints.push(
        ...mined.endpoints
          .filter(({ path, scheme, host, port, requestPath }) =>
            isNew(JSON.stringify([path, scheme, host, port, requestPath])),
          )
          .map(item => ({ ...item, object })),
      );
      cut.push(...mined.cut.map(item => ({ ...item, object })));
      secrets.push(
        ...mined.secrets
          .filter(use => isNew(JSON.stringify(['secret', use])))
          .map(use => ({ ...use, object })),
      );
      for (const use of mined.configMaps) {
        if (isNew(JSON.stringify([use.name, use.keys]))) {
          const taken = valuesOf(snapshot, workload.ref.namespace, use);
          endpoints.push(...taken.endpoints);
          cut.push(...taken.cut);
        }
      }
    }
  }
  return { endpoints, cut, secrets };
}

function holdersOf(
  snapshot: ClusterSnapshot,
  { ref, pods }: WorkloadFact,
): readonly KubeObject[] {
  const kind = TEMPLATE_KINDS.get(kindKey(ref));
  const template = kind && snapshot.get(kind, ref.namespace, ref.name);
  return template
    ? [template]
    : pods.flatMap(pod => snapshot.get(POD, pod.namespace, pod.name) ?? []);
}

function valuesOf(
  snapshot: ClusterSnapshot,
  namespace: string,
  { name, keys }: ConfigMapUse,
): MinedValues {
  const configMap = snapshot.get(CONFIG_MAP, namespace, name);
  const mined = configMap?.facts?.mined;
  if (!configMap || !mined) {
    return { endpoints: [], cut: [], secrets: [] };
  }
  const object = refTo(snapshot.cluster, configMap);
  const paths = keys && new Set(keys.map(key => `data['${key}']`));
  const isTaken = ({ path }: { path: string }) => paths?.has(path) ?? true;
  return {
    endpoints: mined.endpoints
      .filter(isTaken)
      .map(item => ({ ...item, object })),
    cut: mined.cut.filter(isTaken).map(item => ({ ...item, object })),
    secrets: [],
  };
}
