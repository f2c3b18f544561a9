import { NotAllowedError } from '@backstage/errors';
import {
  trafficEntityReadPermission,
  trafficGlobalReadPermission,
  type HostList,
} from '@portolan/plugin-traffic-common';
import {
  canTellAbsence,
  kindKey,
  listHosts,
  workloadIndex,
} from '@portolan/plugin-traffic-engine';
import type { AskedBy, EntityAccess } from './EntityAccess';
import type { ModelKeeper } from './ModelKeeper';
import type { TrafficService } from './TrafficService';

/**
 * All hosts, as the one who asks may see them: each distinct owning entity is put before the catalog and the permission
 * backend once, in one batch. A host whose entities are all hidden is left out; one that nobody owns concerns no entity and
 * is shown to everyone who may read the list at all.
 */
export class HostDirectory {
  readonly #keeper: ModelKeeper;
  readonly #traffic: TrafficService;
  readonly #access: EntityAccess;

  constructor(options: {
    keeper: ModelKeeper;
    traffic: TrafficService;
    access: EntityAccess;
  }) {
    this.#keeper = options.keeper;
    this.#traffic = options.traffic;
    this.#access = options.access;
  }

  /** Throws a NotAllowedError without `traffic.global.read`, a ServiceUnavailableError when that cannot be found out. */
  async listHosts(caller: AskedBy): Promise<HostList> {
    if (!(await this.#access.isAllowed(trafficGlobalReadPermission, caller))) {
      throw new NotAllowedError(
        `You may not read the list of all hosts: the permission ${trafficGlobalReadPermission.name} is denied. Ask the administrator of the portal.`,
      );
    }
    const { model, entities, clusters } = this.#keeper.published;
    const asked = [
      ...new Set(
        model.routes.flatMap(route =>
          route.backends.flatMap(backend => backend.entities),
        ),
      ),
    ];
    const [visible, readable] = await Promise.all([
      this.#access.readEntities(asked, caller),
      this.#access.listAllowed(trafficEntityReadPermission, asked, caller),
    ]);
    const isShown = (ref: string) => visible.has(ref) && readable.has(ref);
    const routes = model.routes.flatMap(route => {
      const named = route.backends.flatMap(backend => backend.entities);
      if (named.length > 0 && !named.some(isShown)) {
        return [];
      }
      return [
        {
          ...route,
          backends: route.backends.map(backend => ({
            ...backend,
            entities: backend.entities.filter(isShown),
          })),
        },
      ];
    });
    const workloadKinds = new Set(workloadIndex.reads.map(kindKey));
    const areWorkloadsKnown = (cluster: string) =>
      (clusters.get(cluster)?.kinds ?? [])
        .filter(({ kind }) => workloadKinds.has(kindKey(kind)))
        .every(({ status }) => canTellAbsence(status, ''));
    return {
      hosts: [...listHosts({ routes }, entities, areWorkloadsKnown)],
      clusters: this.#traffic.listClusters().clusters,
    };
  }
}
