import { AS_BACKEND, ROUTE_KIND_REFS } from '../../kinds/gatewayApiKinds';
import type { AttachedPolicy, PolicyTarget } from '../../model/drafts';
import { at, refKey, refTo } from '../../model/refs';
import type { ClusterSnapshot } from '../../snapshot/ClusterSnapshot';
import type { KubeObject } from '../../snapshot/KubeObject';
import { readRecord } from '../../snapshot/read';
import type { SourceProblem } from '../Source';
import { acceptedOf } from './attach/acceptedOf';
import { conflictsBetween, markBackends } from './attach/backendTargets';
import { envoyProxyPolicies } from './attach/envoyProxies';
import { isMindedBy } from './attach/isEnvoyGateway';
import { asksToMerge, mergeDefaults } from './attach/mergeDefaults';
import { targetsOf } from './attach/targetsOf';
import { BACKEND, HTTP_ROUTE_FILTER, SOURCE_ID } from './kinds';
import { BACKEND_FIELDS } from './policies/backendFields';
import { FILTER_FIELDS } from './policies/extensionFields';
import { describeSpec, type PolicyFields } from './policies/PolicyField';
import { POLICY_KINDS, type EnvoyPolicyKind } from './policyKinds';
import { isDoorKind } from './status/doors';
import { closesAt } from './status/policyFaults';

/** All policies of Envoy Gateway with what they are attached to, and what could not be translated of them. */
export function attachedPolicies(snapshot: ClusterSnapshot): {
  policies: readonly AttachedPolicy[];
  problems: readonly SourceProblem[];
} {
  const mergesByDefault = mergeDefaults(snapshot);
  const parts = POLICY_KINDS.flatMap(policyKind =>
    snapshot.list(policyKind.kind).map(object => {
      const { policy, problems } = attach(snapshot, object, policyKind);
      // Those of a Gateway, ListenerSet or listener are the parents that others are merged with, and have none themselves.
      const isChild = policy.targets.some(({ ref }) => !isDoorKind(ref));
      return isChild && asksToMerge(object) === undefined
        ? { policy: { ...policy, mergesAt: mergesByDefault(object) }, problems }
        : { policy, problems };
    }),
  );
  // A filter is attached by the rules that name it.
  const filters = snapshot.list(HTTP_ROUTE_FILTER).map(object => {
    const ref = refTo(snapshot.cluster, object);
    return translate(snapshot, object, {
      fields: FILTER_FIELDS,
      family: refKey(ref),
      targets: [{ ref }],
    });
  });
  // What a Backend says of itself holds for the rules that lead there, beside all else.
  const backends = snapshot.list(BACKEND).map(object => {
    const ref = refTo(snapshot.cluster, object);
    return translate(snapshot, object, {
      fields: BACKEND_FIELDS,
      family: refKey(ref),
      targets: [{ ref, section: AS_BACKEND }],
    });
  });
  const all = [...parts, ...filters, ...backends];
  return {
    policies: [
      ...all.map(({ policy }) => policy),
      ...envoyProxyPolicies(snapshot),
    ],
    problems: all.flatMap(({ problems }) => problems),
  };
}

/** A policy of a route, or of a rule of it, is merged with the one of its listener or Gateway, never with another route's. */
function isDoor({ ref }: PolicyTarget): boolean {
  return !ROUTE_KIND_REFS.some(({ kind }) => kind === ref.kind);
}

interface Translated {
  readonly policy: AttachedPolicy;
  readonly problems: readonly SourceProblem[];
}

function attach(
  snapshot: ClusterSnapshot,
  object: KubeObject,
  { kind, fields, competes }: EnvoyPolicyKind,
): Translated {
  const ref = refTo(snapshot.cluster, object);
  const written = targetsOf(snapshot, object, ref);
  const { targets, problems } = markBackends(
    ref,
    written.targets,
    acceptedOf(object),
  );
  const closes = closesAt(snapshot, { ref, object });
  const conflicts = conflictsBetween(targets);
  const translated = translate(snapshot, object, {
    fields,
    family: competes ? kind.kind : refKey(ref),
    targets,
  });
  return {
    policy: competes
      ? {
          ...translated.policy,
          invalidAt: (gateway, ofRule) =>
            closes(gateway) || conflicts?.(ofRule) === true,
        }
      : translated.policy,
    problems: [...written.problems, ...problems, ...translated.problems],
  };
}

function translate(
  snapshot: ClusterSnapshot,
  object: KubeObject,
  options: {
    fields: PolicyFields;
    family: string;
    targets: readonly PolicyTarget[];
  },
): Translated {
  const { fields, family, targets } = options;
  const ref = refTo(snapshot.cluster, object);
  const spec = readRecord(object, 'spec');
  const settings = describeSpec(spec, fields);
  const provenance = at(SOURCE_ID, ref);
  return {
    policy: {
      object: ref,
      createdAt: object.metadata.creationTimestamp ?? '',
      family,
      mergesWithParent: asksToMerge(object) === true,
      isParent: isDoor,
      targets,
      accepted: acceptedOf(object),
      isFor: controller => isMindedBy(object, controller),
      sets: settings.map(({ path, ...setting }) => ({
        ...setting,
        setBy: provenance(path),
      })),
    },
    problems: settings
      .filter(({ aspect }) => aspect === 'other' || aspect === 'extension')
      .map(
        ({ path, summary }): SourceProblem => ({
          severity: 'info',
          object: ref,
          path,
          message: `Seen, not interpreted: ${summary}.`,
        }),
      ),
  };
}
