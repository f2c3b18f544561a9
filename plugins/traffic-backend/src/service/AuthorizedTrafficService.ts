/*
 * Authorization of a read
 *
 * The catalog decides who may know an entity, and the permission `traffic.entity.read` on that entity decides who may
 * read its routes and dependencies. Both are asked on every read, for the one who asks, and both must say yes:
 *
 *   catalog.getEntitiesByRefs(asked + named, caller's credentials)   hidden or absent → 404, and nobody can tell which
 *   permissions.authorize(asked + named, caller's credentials)       denied           → 403
 *
 * The two run in parallel, so that a read costs about the slower of them. A policy may decide by conditions
 * ("is owner of the entity"): passing the entity as `resourceRef` lets the permission backend have the catalog apply
 * them, and what comes back is yes or no. Services pass by their own token's access restrictions.
 *
 * An answer names other entities besides the one that was asked for: who else claims a workload, whose Service a
 * dependency goes to, who shares a host. Each of them is put before the same two questions, in the same two requests:
 * one list of distinct entities, never one question per route. Owners that a finding names have no traffic of their own,
 * so for them the catalog alone decides. What the reader may not see is left out by name and counted, so that the page
 * can say that something is missing.
 *
 * Decisions are not kept. A kept decision would have to be kept per caller and entity, and would let somebody read on
 * after a right was taken away; the two requests are the framework's own and cost what every other page costs.
 *
 * A catalog or permission backend that fails is a 503 that says so. It never becomes a yes, and never a 404.
 */
import { NotAllowedError, NotFoundError } from '@backstage/errors';
import {
  trafficEntityReadPermission,
  type ClusterList,
  type EntityTraffic,
} from '@portolan/plugin-traffic-common';
import { kubernetesAnnotations } from '../catalog/EntityDirectory';
import type { AskedBy, EntityAccess } from './EntityAccess';
import { hideEntities } from './namedEntities';
import type { TrafficService } from './TrafficService';

/** Answers for a caller: only what the caller may read. */
export class AuthorizedTrafficService {
  readonly #traffic: TrafficService;
  readonly #access: EntityAccess;

  constructor(options: { traffic: TrafficService; access: EntityAccess }) {
    this.#traffic = options.traffic;
    this.#access = options.access;
  }

  /** The clusters and their freshness: for everyone who is signed in, and for services. */
  listClusters(): ClusterList {
    return this.#traffic.listClusters();
  }

  /**
   * The traffic of one entity; `entityRef` is in lower case. Throws a NotFoundError when the catalog shows the caller no
   * such entity or no cluster has the name that was asked for, a NotAllowedError when the caller may not read its traffic,
   * a ServiceUnavailableError when that could not be found out.
   */
  async trafficOf(
    entityRef: string,
    options: AskedBy & { cluster?: string },
  ): Promise<EntityTraffic> {
    const traffic = this.#traffic;
    const { credentials } = options;
    const named = [...traffic.entitiesNamedBy(entityRef)];
    const asked = [entityRef, ...named.filter(ref => ref !== entityRef)];
    const claimants = asked.filter(
      ref => ref === entityRef || traffic.claimsWorkloads(ref),
    );
    const [visible, readable] = await Promise.all([
      this.#access.readEntities(asked, { credentials }),
      this.#access.listAllowed(trafficEntityReadPermission, claimants, {
        credentials,
      }),
    ]);
    const entity = visible.get(entityRef);
    if (!entity) {
      throw new NotFoundError(
        `The catalog shows you no entity ${entityRef}. Check its kind, namespace and name.`,
      );
    }
    if (!readable.has(entityRef)) {
      throw new NotAllowedError(
        `You may see ${entityRef} in the catalog, but not its traffic: the permission ${trafficEntityReadPermission.name} is denied. Ask its owner or the administrator of the portal.`,
      );
    }
    const isShown = (ref: string) =>
      visible.has(ref) && (readable.has(ref) || !claimants.includes(ref));
    const answer = traffic.trafficOf({
      entityRef,
      annotations: kubernetesAnnotations(entity),
      cluster: options.cluster,
    });
    // The model may have moved on while the two questions were asked: whoever is named now and was not asked for is hidden.
    const hidden = [...traffic.entitiesNamedBy(entityRef)].filter(
      ref => !isShown(ref),
    );
    return hideEntities(answer, new Set(hidden));
  }
}
