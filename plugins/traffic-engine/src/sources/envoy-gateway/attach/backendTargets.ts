import type { ObjectRef } from '@portolan/plugin-traffic-common';
import { SERVICE } from '../../../kinds/coreKinds';
import { AS_BACKEND } from '../../../kinds/gatewayApiKinds';
import type { AttachedPolicy, PolicyTarget } from '../../../model/drafts';
import { refKey } from '../../../model/refs';
import type { SourceProblem } from '../../Source';
import { BACKEND, BACKEND_TRAFFIC_POLICY } from '../kinds';

/** What a BackendTrafficPolicy may be attached to behind a route. */
const KINDS = [
  SERVICE,
  BACKEND,
  { group: 'multicluster.x-k8s.io', kind: 'ServiceImport' },
];

const isBackend = ({ ref, section }: PolicyTarget): boolean =>
  section === undefined &&
  KINDS.some(({ group, kind }) => ref.group === group && ref.kind === kind);

/**
 * The targets of a BackendTrafficPolicy with those that are backends marked as such: they hold for the routes that lead there.
 * An installation has to have that switched on (`mergeBackends`), which only a policy that it accepted tells; else they are
 * left out, and said.
 */
export function markBackends(
  ref: ObjectRef,
  targets: readonly PolicyTarget[],
  accepted: AttachedPolicy['accepted'],
): { targets: readonly PolicyTarget[]; problems: readonly SourceProblem[] } {
  if (ref.kind !== BACKEND_TRAFFIC_POLICY.kind || !targets.some(isBackend)) {
    return { targets, problems: [] };
  }
  if (accepted === 'accepted') {
    return {
      targets: targets.map(target =>
        isBackend(target) ? { ...target, section: AS_BACKEND } : target,
      ),
      problems: [],
    };
  }
  return {
    targets: targets.filter(target => !isBackend(target)),
    problems: targets.filter(isBackend).map(({ ref: to, path = 'spec' }) => ({
      severity: 'info',
      object: ref,
      path,
      message: `Seen, not interpreted: ${to.kind} ${to.name} as a target holds only where Envoy Gateway has mergeBackends switched on, which no status tells.`,
    })),
  };
}

/**
 * Whether a policy of a backend holds for some backends of a rule and not for all: Envoy Gateway then answers all requests of
 * the rule with 500.
 */
export function conflictsBetween(
  targets: readonly PolicyTarget[],
): ((ofRule: readonly PolicyTarget[]) => boolean) | undefined {
  const own = new Set(
    targets
      .filter(({ section }) => section === AS_BACKEND)
      .map(({ ref }) => refKey(ref)),
  );
  return own.size === 0
    ? undefined
    : ofRule => {
        const backends = ofRule.filter(({ section }) => section === AS_BACKEND);
        const covered = backends.filter(({ ref }) => own.has(refKey(ref)));
        return covered.length > 0 && covered.length < backends.length;
      };
}
