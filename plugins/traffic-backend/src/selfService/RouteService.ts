import { InputError, NotFoundError } from '@backstage/errors';
import type {
  RouteApplied,
  RouteEffect,
  RouteOptions,
  RouteProposal,
} from '@portolan/plugin-traffic-common';
import {
  CHECKS,
  createSnapshot,
  listRouteOptions,
  parseKubeObject,
  previewProposal,
  refTo,
  resolveTraffic,
  SOURCES,
  type KubeObject,
  type LiveCluster,
  type TrafficModel,
} from '@portolan/plugin-traffic-engine';
import type { ClusterFleet } from '../clusters/ClusterFleet';
import type { ApplyRule } from '../config/readTrafficConfig';
import type { ModelKeeper } from '../service/ModelKeeper';
import { applyRefusal, isApplyAllowed } from './applyRules';
import { PendingWrites } from './PendingWrites';
import {
  assertAcceptable,
  assertAttached,
  assertNoConflict,
  assertOwnServices,
} from './refuseProposal';
import { SerialQueue } from './SerialQueue';
import { apiPath, writeManifests, type PlannedWrite } from './writeManifests';

const DEADLINE_MS = 30_000;
const PLURALS: Readonly<Record<string, string>> = {
  HTTPRoute: 'httproutes',
  ReferenceGrant: 'referencegrants',
};

/**
 * What a form can offer, what a proposal would do, and doing it. Asks for no permission, so nothing but the
 * AuthorizedRouteService calls it for a person.
 */
export class RouteService {
  readonly #options: {
    fleet: ClusterFleet;
    keeper: ModelKeeper;
    rules: readonly ApplyRule[];
    now: () => Date;
  };
  readonly #pending: PendingWrites;
  /** One write at a time: the second of two people who want the same host must see the first one's route. */
  readonly #queue = new SerialQueue();

  constructor(options: {
    fleet: ClusterFleet;
    keeper: ModelKeeper;
    rules: readonly ApplyRule[];
    now: () => Date;
  }) {
    this.#options = options;
    this.#pending = new PendingWrites(() => options.now().getTime());
  }

  optionsOf(entityRef: string): RouteOptions {
    const { keeper, rules } = this.#options;
    const { model, clusters } = keeper.published;
    const places = listRouteOptions({
      entityRef,
      model,
      clusters: [...clusters.keys()].flatMap(
        name => keeper.liveCluster(name) ?? [],
      ),
    });
    return {
      places: places.map(place => {
        const target = { ...place, kind: 'HTTPRoute' };
        const allowed =
          isApplyAllowed(rules, target) && this.#canWrite(place.cluster);
        return {
          ...place,
          apply: allowed
            ? { state: 'allowed' }
            : { state: 'not-allowed', message: applyRefusal(target) },
        };
      }),
    };
  }

  /** Whether a word is the reference of an entity or owner that the facts name. */
  isEntityRef(word: string): boolean {
    return this.#options.keeper.published.refs.has(word);
  }

  /** Throws a NotFoundError for an unknown cluster, an InputError for Services that are not the component's. */
  preview(proposal: RouteProposal): RouteEffect {
    const { effect } = this.#look(proposal);
    return effect;
  }

  /**
   * Writes the proposal, or throws a sentence and has written nothing: NotAllowedError is not among them, since who may
   * ask is decided before.
   */
  apply(proposal: RouteProposal): Promise<RouteApplied> {
    return this.#queue.run(() => this.#apply(proposal));
  }

  async #apply(proposal: RouteProposal): Promise<RouteApplied> {
    const { fleet, rules } = this.#options;
    const { cluster } = proposal;
    const { effect, live } = this.#look(proposal);
    assertAcceptable(effect);
    const writes = effect.manifests.map(({ object }) =>
      planWrite(object, live),
    );
    for (const { manifest } of writes) {
      const place = {
        cluster,
        namespace: manifest.metadata.namespace ?? '',
        kind: manifest.kind,
      };
      if (!isApplyAllowed(rules, place)) {
        throw new InputError(applyRefusal(place));
      }
    }
    const writer = fleet.writerOf(cluster);
    if (!writer) {
      throw new InputError(
        `Cluster ${cluster} is reached in a way that cannot write (through the kubernetes plugin's proxy). Use the manifest in a pull request.`,
      );
    }
    assertNoConflict(
      proposal,
      effect,
      writes.map(({ existing }) => existing),
    );
    assertAttached(proposal, effect);
    const written = await writeManifests(writer, writes, {
      cluster,
      signal: AbortSignal.timeout(DEADLINE_MS),
    });
    written.forEach(({ object }) => this.#pending.add(cluster, object));
    const made = [...effect.routes.created, ...effect.routes.changed];
    return {
      objects: written.map(({ object, action }) => ({
        ref: refTo(cluster, object),
        action,
      })),
      urls: [
        ...new Set(
          made
            .filter(({ object }) => object.name === proposal.name)
            .map(({ url }) => url),
        ),
      ],
    };
  }

  #look(proposal: RouteProposal): { effect: RouteEffect; live: LiveCluster } {
    const { keeper, now } = this.#options;
    const { published } = keeper;
    const clusters = [...published.clusters.keys()].flatMap(name => {
      const live = keeper.liveCluster(name);
      return live ? [this.#pending.over(live)] : [];
    });
    const live = clusters.find(({ cluster }) => cluster === proposal.cluster);
    if (!live) {
      throw new NotFoundError(
        `cluster: no cluster is named "${proposal.cluster}", or it has not been read yet.`,
      );
    }
    const given = {
      ...published.given,
      entities: published.entities,
      sources: SOURCES,
      checks: CHECKS,
      now: now().toISOString(),
    };
    const unseen = clusters.some(
      ({ cluster, kinds }) => kinds !== published.clusters.get(cluster)?.kinds,
    );
    const snapshots = clusters.map(({ cluster, kinds, memo }) =>
      createSnapshot({ cluster, kinds, memo: unseen ? undefined : memo }),
    );
    const before: TrafficModel = unseen
      ? resolveTraffic({ ...given, snapshots })
      : published.model;
    assertOwnServices(proposal, before);
    return {
      live,
      effect: previewProposal({
        ...given,
        proposal,
        before,
        snapshots,
        target: live,
      }),
    };
  }

  #canWrite(cluster: string): boolean {
    return this.#options.fleet.writerOf(cluster) !== undefined;
  }
}

function planWrite(
  manifest: Readonly<Record<string, unknown>>,
  live: LiveCluster,
): PlannedWrite {
  const parsed = parseKubeObject(manifest);
  if (!parsed.ok) {
    throw new InputError(parsed.message);
  }
  const { object } = parsed;
  const { name, namespace = '' } = object.metadata;
  const existing = live.kinds
    .find(state => state.kind.kind === object.kind)
    ?.objects.find(
      known =>
        known.metadata.name === name &&
        (known.metadata.namespace ?? '') === namespace,
    );
  const written: KubeObject = {
    ...object,
    apiVersion: existing?.apiVersion ?? object.apiVersion,
  };
  return {
    existing,
    manifest: written,
    path: apiPath({
      apiVersion: written.apiVersion,
      plural: PLURALS[object.kind],
      namespace,
      name,
    }),
  };
}
