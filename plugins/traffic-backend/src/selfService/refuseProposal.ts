import { ConflictError, InputError } from '@backstage/errors';
import type {
  RouteEffect,
  RouteProposal,
} from '@portolan/plugin-traffic-common';
import {
  MADE_FOR_ANNOTATION,
  type KubeObject,
  type TrafficModel,
} from '@portolan/plugin-traffic-engine';

/**
 * A person may make routes for what they own, to what they own: in a namespace where the component has a Service, and to
 * Services of the component only. Otherwise the right to one component would be the right to publish any other. Throws an
 * InputError that names the field.
 */
export function assertOwnServices(
  proposal: RouteProposal,
  model: Pick<TrafficModel, 'workloads'>,
): void {
  const { entityRef, cluster } = proposal;
  const own = new Set(
    model.workloads
      .filter(({ claims }) =>
        claims.some(claim => claim.entityRef === entityRef),
      )
      .flatMap(workload => workload.services)
      .filter(service => service.cluster === cluster)
      .map(({ namespace, name }) => `${namespace}/${name}`),
  );
  const isOwnNamespace = [...own].some(name =>
    name.startsWith(`${proposal.namespace}/`),
  );
  if (!isOwnNamespace) {
    throw new InputError(
      `namespace: ${entityRef} has no Service in namespace ${proposal.namespace} of cluster ${cluster}, so no route can be made for it there.`,
    );
  }
  proposal.backends.forEach(({ namespace, service }, position) => {
    if (!own.has(`${namespace}/${service}`)) {
      throw new InputError(
        `backends[${position}]: Service ${namespace}/${service} in cluster ${cluster} is not one of ${entityRef}.`,
      );
    }
  });
}

/** Throws an InputError with every field that the API would refuse. */
export function assertAcceptable(effect: RouteEffect): void {
  if (effect.refusals.length > 0) {
    const fields = effect.refusals.map(
      ({ path, message }) => `${path} ${message}`,
    );
    throw new InputError(
      `The route would be refused by the API: ${fields.join('; ')}.`,
    );
  }
}

/**
 * Throws a ConflictError where applying would take something from somebody else: an object of that name that was not made
 * for this component, or requests that another route answers already.
 */
export function assertNoConflict(
  proposal: RouteProposal,
  effect: RouteEffect,
  existing: readonly (KubeObject | undefined)[],
): void {
  for (const object of existing) {
    const madeFor = object?.metadata.annotations?.[MADE_FOR_ANNOTATION];
    if (object && madeFor !== proposal.entityRef) {
      throw new ConflictError(
        `A ${object.kind} named ${object.metadata.name} is in namespace ${
          object.metadata.namespace ?? ''
        } already, and ${
          madeFor ? `was made for ${madeFor}` : 'was not made by this portal'
        }. Choose another name.`,
      );
    }
  }
  const taken = effect.conflicts.find(
    ({ kind, sameCluster, entities }) =>
      kind === 'same-match' &&
      (sameCluster ||
        (entities.length > 0 && !entities.includes(proposal.entityRef))),
  );
  if (taken) {
    const { route, url } = taken;
    throw new ConflictError(
      `${url} is answered by ${route.kind} ${route.namespace}/${route.name} in cluster ${route.cluster} already. Choose another host or path.`,
    );
  }
}

/** Throws an InputError when no listener would take the route: it would be made, and never serve. */
export function assertAttached(
  proposal: RouteProposal,
  effect: RouteEffect,
): void {
  const { gateway, cluster } = proposal;
  const made = [...effect.routes.created, ...effect.routes.changed].filter(
    ({ object }) =>
      object.cluster === cluster &&
      object.namespace === proposal.namespace &&
      object.name === proposal.name,
  );
  const detached = made.filter(
    ({ predicted }) => predicted.state === 'detached',
  );
  if (made.length > 0 && detached.length === made.length) {
    throw new InputError(
      `gateway: no listener of Gateway ${gateway.namespace}/${gateway.name} in cluster ${cluster} takes this route, or the Gateway is gone. Choose another listener or host.`,
    );
  }
}
