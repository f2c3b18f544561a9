import type {
  ObjectRef,
  RouteConflict,
  RouteEffect,
} from '@portolan/plugin-traffic-common';

/** What a proposal would do, as sentences for a task's log, the most important first. */
export function describeEffect(effect: RouteEffect): string[] {
  const { routes, findings } = effect;
  return [
    ...routes.created.map(
      ({ url }) => `It creates ${url}. No controller has looked yet.`,
    ),
    ...routes.changed.map(({ url }) => `It changes ${url}.`),
    ...routes.removed.map(({ url }) => `It removes ${url}.`),
    ...(routes.created.length + routes.changed.length + routes.removed.length
      ? []
      : ['It creates no URL and changes none.']),
    ...effect.conflicts.map(describeConflict),
    ...findings.introduced.map(
      ({ code, message }) => `It introduces ${code}: ${message}`,
    ),
    ...findings.fixed.map(
      ({ code, message }) => `It fixes ${code}: ${message}`,
    ),
    `Findings that stay as they are: ${findings.unchanged}.`,
    ...effect.neededGrants.map(({ namespace, service, included }) =>
      included
        ? `It brings the ReferenceGrant in namespace ${namespace} that lets the route use Service ${service}.`
        : `It needs a ReferenceGrant in namespace ${namespace} to use Service ${service}, and does not bring it.`,
    ),
    ...effect.unknown.map(
      ({ cluster, kinds }) =>
        `Cluster ${cluster} could not be looked at in full, so its effect there is not known: ${kinds
          .map(({ kind }) => kind)
          .join(', ')}.`,
    ),
    ...(effect.hidden > 0
      ? [
          `Routes and findings of entities that you may not see are not listed: ${effect.hidden}.`,
        ]
      : []),
  ];
}

/** The fields that the API would refuse, as one sentence; undefined when there are none. */
export function describeRefusals({
  refusals,
}: RouteEffect): string | undefined {
  return refusals.length === 0
    ? undefined
    : `The API would refuse this route: ${refusals
        .map(({ path, message }) => `${path} ${message}`)
        .join('; ')}.`;
}

function describeConflict(conflict: RouteConflict): string {
  const { kind, url, route } = conflict;
  return kind === 'same-match'
    ? `${url} is answered by ${describeRef(route)} already.`
    : `${url} of ${describeRef(route)} is on the same host.`;
}

/** `HTTPRoute shop/cart in cluster prod-eu`. */
export function describeRef(ref: ObjectRef): string {
  return `${ref.kind} ${ref.namespace}/${ref.name} in cluster ${ref.cluster}`;
}
