import { NotFoundError } from '@backstage/errors';
import {
  KUBERNETES_ANNOTATIONS,
  type Binding,
  type ClusterFreshness,
  type ClusterList,
  type EntityTraffic,
} from '@portolan/plugin-traffic-common';
import type { EntitySource } from '../catalog/EntityDirectory';
import type { ClusterFleet, FleetCluster } from '../clusters/ClusterFleet';
import { bindingOf } from './bindingOf';
import { freshnessText } from './freshnessText';
import type { ModelKeeper } from './ModelKeeper';
import { listNamedEntities } from './namedEntities';
import { whyNoCluster } from './whyNoCluster';

/** An entity as the catalog shows it to the one who asks. */
export interface AskedEntity {
  readonly entityRef: string;
  readonly annotations: Readonly<Record<string, string>>;
  /** Only what concerns this cluster, when set. */
  readonly cluster?: string;
}

/**
 * Answers from memory: no request, no wait. Asks for no permission, so nothing but the AuthorizedTrafficService calls it
 * for a person.
 */
export class TrafficService {
  readonly #fleet: ClusterFleet;
  readonly #entities: EntitySource;
  readonly #keeper: ModelKeeper;

  constructor(options: {
    fleet: ClusterFleet;
    entities: EntitySource;
    keeper: ModelKeeper;
  }) {
    this.#fleet = options.fleet;
    this.#entities = options.entities;
    this.#keeper = options.keeper;
  }

  listClusters(): ClusterList {
    const clusters = this.#freshness();
    const problem = this.#whyNoCluster();
    return problem === undefined ? { clusters } : { clusters, problem };
  }

  /** The entities and owners that the facts about an entity name. */
  entitiesNamedBy(entityRef: string): ReadonlySet<string> {
    const { index, refs } = this.#keeper.published;
    return listNamedEntities(index.factsOf(entityRef), ref => refs.has(ref));
  }

  /** Whether an entity claims workloads, so that there is traffic of its own to read. */
  claimsWorkloads(entityRef: string): boolean {
    return this.#keeper.published.annotations.has(entityRef);
  }

  /**
   * All that is known of an entity. When its annotations are newer than those resolved, the binding is not known yet and
   * the catalog is read again soon. An entity bound to one cluster is told of that cluster's freshness only. Throws a
   * NotFoundError when the cluster that was asked for is not known.
   */
  trafficOf(entity: AskedEntity): EntityTraffic {
    const { entityRef, annotations, cluster } = entity;
    const bound = annotations[KUBERNETES_ANNOTATIONS.cluster];
    const facts = this.#keeper.published.index.factsOf(entityRef);
    const clusters = this.#freshness();
    if (cluster !== undefined && !clusters.some(c => c.name === cluster)) {
      throw new NotFoundError(
        `No cluster is named "${cluster}". Known are: ${
          clusters.map(c => c.name).join(', ') || 'none'
        }.`,
      );
    }
    const isAsked = (name: string) => cluster === undefined || cluster === name;
    const problems = facts.problems.filter(({ object }) =>
      isAsked(object.cluster),
    );
    return {
      entityRef,
      clusters: clusters.filter(
        ({ name }) => isAsked(name) && (bound ?? name) === name,
      ),
      binding: this.#bindingOf(entity, facts.workloads.length),
      workloads: facts.workloads.filter(item => isAsked(item.ref.cluster)),
      routes: facts.routes.filter(item => isAsked(item.cluster)),
      dependencies: facts.dependencies.filter(item => isAsked(item.cluster)),
      findings: facts.findings.filter(({ at, related }) =>
        [at.object, ...related].some(ref => isAsked(ref.cluster)),
      ),
      ...(problems.length > 0 && { problems }),
    };
  }

  #bindingOf(entity: AskedEntity, workloadCount: number): Binding {
    const { annotations, clusters } = this.#keeper.published;
    const resolved = isSame(
      annotations.get(entity.entityRef) ?? {},
      entity.annotations,
    );
    if (!resolved) {
      this.#entities.refreshSoon();
    }
    return bindingOf({
      ...entity,
      resolved,
      workloadCount,
      clusters: [...clusters.values()],
      noCluster: this.#whyNoCluster(),
    });
  }

  #whyNoCluster(): string | undefined {
    return whyNoCluster(this.#fleet.sources(), this.#fleet.clusters().length);
  }

  #freshness(): ClusterFreshness[] {
    const { clusters } = this.#keeper.published;
    return this.#fleet
      .clusters()
      .map(cluster => freshnessInModel(cluster, clusters.get(cluster.name)));
  }
}

/**
 * A cluster that has changed since the model was computed is told as it was then, so that an answer never says "live"
 * about facts that are not in it yet. What cannot be read at all has no facts to wait for.
 */
function freshnessInModel(
  now: FleetCluster,
  resolved: FleetCluster | undefined,
): ClusterFreshness {
  if (!resolved) {
    const { name, title, state } = now.freshness;
    return state === 'unavailable'
      ? now.freshness
      : { name, title, state: 'pending', kinds: [] };
  }
  return freshnessText(now.freshness) === freshnessText(resolved.freshness)
    ? now.freshness
    : resolved.freshness;
}

function isSame(
  a: Readonly<Record<string, string>>,
  b: Readonly<Record<string, string>>,
): boolean {
  const names = Object.keys(a);
  return (
    names.length === Object.keys(b).length &&
    names.every(name => a[name] === b[name])
  );
}
