import type { RouteVerdict } from '@portolan/plugin-traffic-common';
import type { ClusterSnapshot } from '../../../snapshot/ClusterSnapshot';
import { isRecord, readList, readText } from '../../../snapshot/read';
import { SERVING, strictest } from '../doors';
import type { F5Rule, F5Server } from '../F5Rule';
import {
  overriddenBy,
  readPolicies,
  unreadPolicies,
  type PolicyContext,
  type PolicyPlace,
  type PolicySetting,
} from './readPolicies';

/** The Policies of a rule: those of its VirtualServer and its own, each with what overrides it. */
export interface RulePolicies {
  readonly settings: readonly PolicySetting[];
  readonly door: RouteVerdict;
  readonly failures: readonly {
    place: PolicyPlace;
    path: string;
    message: string;
  }[];
}

/**
 * A route’s own Policy goes before one of the same sort of the whole VirtualServer. A subroute that names none takes those of
 * the route that hands its path on.
 */
export function policiesOfRule(
  snapshot: ClusterSnapshot,
  rule: F5Rule,
): RulePolicies {
  const [whole, own] = placesOf(rule).map(place => ({
    place,
    ...readPolicies(snapshot, place),
  }));
  const contexts: readonly (PolicyContext & { place: PolicyPlace })[] = [
    whole,
    own,
  ].filter(Boolean);
  const general = contexts.find(({ place }) => place.context === 'spec');
  const special = contexts.find(({ place }) => place.context === 'route');
  const oidc = (context: PolicyContext | undefined) =>
    context?.settings.find(
      ({ type, policy }) =>
        type.field === 'oidc' && policy.state === 'in-force',
    );
  const [first, second] = [oidc(general), oidc(special)];
  const clash =
    special && first && second && first.key !== second.key
      ? `a second OIDC Policy, ${second.key}, is not allowed beside ${first.key}`
      : null;
  const settings = [
    ...(general?.settings ?? []).map(setting => {
      const winner = special?.settings.find(
        each => each.type === setting.type && each.policy.state === 'in-force',
      );
      if (!winner || setting.policy.state !== 'in-force') {
        return setting;
      }
      return winner.key === setting.key ? null : overriddenBy(setting, winner);
    }),
    ...(special?.settings ?? []),
  ].filter(setting => setting !== null);
  return {
    settings,
    door: strictest([
      ...contexts.map(({ door }) => door),
      clash === null ? SERVING : clashDoor(clash),
    ]),
    failures: [
      ...contexts.flatMap(({ place, failure }) =>
        failure ? [{ place, ...failure }] : [],
      ),
      ...(clash !== null && special
        ? [
            {
              place: special.place,
              path: `${special.place.path}.policies`,
              message: clash,
            },
          ]
        : []),
    ],
  };
}

/** The Policies of a whole VirtualServer: without them NGINX does not even look for a route. */
export function policiesOfServer(
  snapshot: ClusterSnapshot,
  { fact, controller }: Pick<F5Server, 'fact' | 'controller'>,
): PolicyContext {
  return readPolicies(snapshot, {
    context: 'spec',
    owner: fact,
    path: 'spec',
    holder: fact.spec,
    controller: controller.name,
    hasTls: hasTls(fact.spec),
  });
}

/** Fields of its Policies that are seen and not translated. */
export function unreadPoliciesOfRule(snapshot: ClusterSnapshot, rule: F5Rule) {
  return placesOf(rule).flatMap(place => unreadPolicies(snapshot, place));
}

function clashDoor(reason: string): RouteVerdict {
  return {
    state: 'failing',
    reasons: [
      {
        code: 'NotAttached',
        params: { by: 'F5 NGINX', reason: `${reason}: it answers 500` },
      },
    ],
  };
}

function placesOf(rule: F5Rule): readonly PolicyPlace[] {
  const { server, owner, route, parent, path, controller } = rule;
  const common = {
    controller: controller.name,
    hasTls: server !== null && hasTls(server.fact.spec),
  };
  const inherits =
    parent !== null &&
    server !== null &&
    readList(route, 'policies').length === 0;
  return [
    ...(server
      ? [
          {
            ...common,
            context: 'spec' as const,
            owner: server.fact,
            path: 'spec',
            holder: server.fact.spec,
          },
        ]
      : []),
    inherits
      ? {
          ...common,
          context: 'route' as const,
          owner: server.fact,
          path: parent.at.path,
          holder: parent.route,
        }
      : { ...common, context: 'route' as const, owner, path, holder: route },
  ];
}

/** Whether TLS is ended; without a Secret only where the controller has one for all. */
export function hasTls(spec: F5Rule['owner']['spec']): boolean {
  return isRecord(spec.tls) && Boolean(readText(spec.tls, 'secret'));
}
