import type { PolicyTarget } from '../../../model/drafts';
import { refKey, refTo } from '../../../model/refs';
import type { ClusterSnapshot } from '../../../snapshot/ClusterSnapshot';
import type { KubeObject } from '../../../snapshot/KubeObject';
import { readRecord, readText } from '../../../snapshot/read';
import { BACKEND_TRAFFIC_POLICY, ENVOY_PROXY } from '../kinds';
import { parametersUsers } from './envoyProxies';
import { targetsOf } from './targetsOf';

const MERGES: readonly string[] = ['StrategicMerge', 'JSONMerge'];

/** Where Envoy Gateway itself is installed by default: defaults are not for the policies there. */
const CONTROL_PLANE = 'envoy-gateway-system';

/** What an EnvoyProxy says of the BackendTrafficPolicies behind the Gateways that use it. */
interface ProxyDefault {
  readonly isMerge: boolean;
  readonly excludeLabel: string | undefined;
}

/** Whether a policy asks to be merged; `Replace` asks not to be, undefined leaves it to the defaults. */
export function asksToMerge(object: KubeObject): boolean | undefined {
  const type = readText(readRecord(object, 'spec'), 'mergeType');
  return type === undefined ? undefined : MERGES.includes(type);
}

/**
 * Whether a BackendTrafficPolicy that does not say so itself is merged with those farther off: where a policy of the Gateway
 * has a `defaultChildMergeType`, or the EnvoyProxy of the Gateway, else of its class, has `policyDefaults` for it.
 */
export function mergeDefaults(
  snapshot: ClusterSnapshot,
): (object: KubeObject) => (targets: readonly PolicyTarget[]) => boolean {
  const parents = parentsThatMerge(snapshot);
  const proxies = proxyDefaults(snapshot);
  return ({ kind, metadata }) => {
    if (kind !== BACKEND_TRAFFIC_POLICY.kind) {
      return () => false;
    }
    const isIn = (label: string | undefined) =>
      label !== undefined && metadata.labels?.[label] !== undefined;
    return targets => {
      const keys = targets.map(({ ref }) => refKey(ref));
      const found = keys.map(key => proxies.get(key)).find(Boolean);
      return (
        keys.some(key => parents.has(key)) ||
        (found?.isMerge === true &&
          metadata.namespace !== CONTROL_PLANE &&
          !isIn(found.excludeLabel))
      );
    };
  };
}

/** The Gateways with a policy that wants those below it merged. */
function parentsThatMerge(snapshot: ClusterSnapshot): ReadonlySet<string> {
  return new Set(
    snapshot
      .list(BACKEND_TRAFFIC_POLICY)
      .filter(object =>
        MERGES.includes(
          readText(readRecord(object, 'spec'), 'defaultChildMergeType') ?? '',
        ),
      )
      .flatMap(
        object =>
          targetsOf(snapshot, object, refTo(snapshot.cluster, object)).targets,
      )
      .map(({ ref }) => refKey(ref)),
  );
}

/** By the Gateways and classes that use an EnvoyProxy, whether it says anything or not. */
function proxyDefaults(
  snapshot: ClusterSnapshot,
): ReadonlyMap<string, ProxyDefault> {
  const users = parametersUsers(snapshot);
  return new Map(
    snapshot.list(ENVOY_PROXY).flatMap(object => {
      const defaults = readRecord(
        readRecord(readRecord(object, 'spec'), 'policyDefaults'),
        'backendTrafficPolicy',
      );
      const value = {
        isMerge: MERGES.includes(readText(defaults, 'mergeType') ?? ''),
        excludeLabel: readText(defaults, 'mergeExcludeLabel'),
      };
      const key = refKey(refTo(snapshot.cluster, object));
      return (users.get(key) ?? []).map(
        ({ ref }) => [refKey(ref), value] as const,
      );
    }),
  );
}
