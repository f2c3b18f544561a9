import { NotAllowedError, NotFoundError } from '@backstage/errors';
import {
  KUBERNETES_ANNOTATIONS,
  trafficEntityReadPermission,
  trafficGlobalReadPermission,
  type RequestExplanation,
  type RequestQuestion,
} from '@portolan/plugin-traffic-common';
import {
  createSnapshot,
  explainRequest,
  SnapshotMemo,
  SOURCES,
} from '@portolan/plugin-traffic-engine';
import { kubernetesAnnotations } from '../catalog/EntityDirectory';
import type { AskedBy, EntityAccess } from '../service/EntityAccess';
import type { ModelKeeper } from '../service/ModelKeeper';
import { redactExplanation } from './redactExplanation';
import { createRuleOwners } from './ruleOwners';

/**
 * Who would answer a request, for a caller who may read the entity that it is asked for. Answered from memory, from the
 * same clusters as the published model. What belongs to entities that the caller may not read is left out and counted.
 */
export class AuthorizedRequestTester {
  readonly #keeper: ModelKeeper;
  readonly #access: EntityAccess;

  constructor(options: { keeper: ModelKeeper; access: EntityAccess }) {
    this.#keeper = options.keeper;
    this.#access = options.access;
  }

  /**
   * `entityRef` is in lower case. Throws a NotFoundError when the catalog shows the caller no such entity, a NotAllowedError
   * when the caller may not read its traffic, a ServiceUnavailableError when that could not be found out.
   */
  async explain(
    entityRef: string,
    question: RequestQuestion,
    caller: AskedBy,
  ): Promise<RequestExplanation> {
    const { model, index, annotations } = this.#keeper.published;
    const explanation = this.#explain(
      question,
      annotations.get(entityRef)?.[KUBERNETES_ANNOTATIONS.cluster],
    );
    const owners = createRuleOwners(explanation, model.routes);
    const asked = [
      entityRef,
      ...owners.entities.filter(ref => ref !== entityRef),
    ];
    const [visible, readable, readsAll] = await Promise.all([
      this.#access.readEntities(asked, caller),
      this.#access.listAllowed(trafficEntityReadPermission, asked, caller),
      this.#access.isAllowed(trafficGlobalReadPermission, caller),
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
    const bound = kubernetesAnnotations(entity)[KUBERNETES_ANNOTATIONS.cluster];
    return redactExplanation(explanation, {
      routes: index.factsOf(entityRef).routes,
      owners,
      isShown: ref => visible.has(ref) && readable.has(ref),
      readsAll,
      isAsked: cluster => bound === undefined || bound === cluster,
    });
  }

  /** Of the cluster that the entity is bound to, where it is bound to one. */
  #explain(
    question: RequestQuestion,
    bound: string | undefined,
  ): RequestExplanation {
    const { clusters, model } = this.#keeper.published;
    const snapshots = [...clusters.keys()]
      .filter(name => bound === undefined || bound === name)
      .flatMap(name => {
        const live = this.#keeper.liveCluster(name);
        return live
          ? [createSnapshot({ ...live, memo: new SnapshotMemo(live.memo) })]
          : [];
      });
    return explainRequest({
      snapshots,
      sources: SOURCES,
      question,
      routes: model.routes,
    });
  }
}
