import { NotAllowedError, NotFoundError } from '@backstage/errors';
import {
  trafficEntityReadPermission,
  trafficRouteCreatePermission,
  type RouteApplied,
  type RouteEffect,
  type RouteOptions,
  type RouteProposal,
} from '@portolan/plugin-traffic-common';
import type { AskedBy, EntityAccess } from '../service/EntityAccess';
import { entitiesNamedIn, redactEffect } from './redactEffect';
import type { RouteService } from './RouteService';

/**
 * Making routes as the one who asks: the catalog must show them the component, and `traffic.route.create` on it must be
 * allowed, at every look and every write; a task that somebody started is asked with that person's credentials.
 */
export class AuthorizedRouteService {
  readonly #routes: RouteService;
  readonly #access: EntityAccess;

  constructor(options: { routes: RouteService; access: EntityAccess }) {
    this.#routes = options.routes;
    this.#access = options.access;
  }

  async optionsOf(entityRef: string, caller: AskedBy): Promise<RouteOptions> {
    await this.#assertAllowed(entityRef, caller);
    return this.#routes.optionsOf(entityRef);
  }

  async preview(
    proposal: RouteProposal,
    caller: AskedBy,
  ): Promise<RouteEffect> {
    await this.#assertAllowed(proposal.entityRef, caller);
    const effect = this.#routes.preview(proposal);
    const named = [
      ...entitiesNamedIn(effect, ref => this.#routes.isEntityRef(ref)),
    ];
    const [visible, readable] = await Promise.all([
      this.#access.readEntities(named, caller),
      this.#access.listAllowed(trafficEntityReadPermission, named, caller),
    ]);
    return redactEffect(effect, {
      proposal,
      isShown: ref =>
        ref === proposal.entityRef || (visible.has(ref) && readable.has(ref)),
    });
  }

  async apply(proposal: RouteProposal, caller: AskedBy): Promise<RouteApplied> {
    await this.#assertAllowed(proposal.entityRef, caller);
    return this.#routes.apply(proposal);
  }

  async #assertAllowed(entityRef: string, caller: AskedBy): Promise<void> {
    const [visible, allowed] = await Promise.all([
      this.#access.readEntities([entityRef], caller),
      this.#access.listAllowed(
        trafficRouteCreatePermission,
        [entityRef],
        caller,
      ),
    ]);
    if (!visible.has(entityRef)) {
      throw new NotFoundError(
        `The catalog shows you no entity ${entityRef}. Check its kind, namespace and name.`,
      );
    }
    if (!allowed.has(entityRef)) {
      throw new NotAllowedError(
        `You may not make routes for ${entityRef}: the permission ${trafficRouteCreatePermission.name} is denied. Ask its owner.`,
      );
    }
  }
}
