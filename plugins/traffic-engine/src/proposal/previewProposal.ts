import type {
  Route,
  RouteConflict,
  RouteEffect,
  RouteProposal,
} from '@portolan/plugin-traffic-common';
import { stringify } from 'yaml';
import type { TrafficModel } from '../model/TrafficModel';
import { resolveTraffic, type ResolveOptions } from '../resolveTraffic';
import type { ClusterSnapshot } from '../snapshot/ClusterSnapshot';
import type { KubeObject } from '../snapshot/KubeObject';
import type { Source } from '../sources/Source';
import { compareModels } from './compareModels';
import { findConflicts } from './findConflicts';
import { overlay, type LiveCluster } from './overlay';
import { renderHttpRoute, renderReferenceGrant } from './renderManifests';
import { validateManifest } from './validateManifest';

export interface PreviewOptions extends Omit<ResolveOptions, 'snapshots'> {
  readonly proposal: RouteProposal;
  /** The model of the live snapshots, for the comparison. */
  readonly before: TrafficModel;
  /** All clusters as they are; the proposal's own among them. */
  readonly snapshots: readonly ClusterSnapshot[];
  /** The parts of the proposal's cluster. */
  readonly target: LiveCluster;
}

type Manifest =
  | ReturnType<typeof renderHttpRoute>
  | ReturnType<typeof renderReferenceGrant>;

const NO_EFFECT = {
  routes: { created: [], changed: [], removed: [] },
  findings: { introduced: [], fixed: [], unchanged: 0 },
  conflicts: [] as RouteConflict[],
  neededGrants: [],
};

/**
 * What would be different if a proposal were applied: the same resolution over the live view with the proposed objects in it,
 * compared with the model as it is. Nothing is written. A manifest that the API would refuse has refusals and no effect.
 */
export function previewProposal(options: PreviewOptions): RouteEffect {
  const { proposal, before } = options;
  const route = renderHttpRoute(proposal);
  const grants = proposal.includeReferenceGrants
    ? foreignServices(proposal).map(target =>
        renderReferenceGrant(proposal, target),
      )
    : [];
  const manifests: Manifest[] = [...grants, route];
  const shown = {
    manifests: manifests.map(object => ({
      object: { ...object },
      yaml: stringify(object),
    })),
    refusals: manifests.flatMap(manifest =>
      validateManifest(manifest).map(refusal => ({
        ...refusal,
        path:
          manifest === route
            ? refusal.path
            : `${manifest.kind}: ${refusal.path}`,
      })),
    ),
    unknown: listUnknown(options.snapshots, options.sources),
    hidden: 0,
  };
  if (shown.refusals.length > 0) {
    return { ...shown, ...NO_EFFECT };
  }
  const after = resolveWith(options, manifests);
  const alone = grants.length > 0 ? resolveOnly(options, route) : after;
  const difference = compareModels(before, after);
  return {
    ...shown,
    ...difference,
    conflicts: findConflicts(routesOf(after, proposal), before, proposal),
    neededGrants: ungranted(alone, proposal).map(target => ({
      ...target,
      included: grants.length > 0,
    })),
  };
}

function resolveWith(
  options: PreviewOptions,
  manifests: readonly Manifest[],
): TrafficModel {
  return resolveTraffic({
    ...options,
    snapshots: options.snapshots.map(snapshot =>
      snapshot.cluster === options.proposal.cluster
        ? overlay(
            options.target,
            manifests.map(manifest => asNewObject(manifest, options.now)),
          )
        : snapshot,
    ),
  });
}

/**
 * The route by itself in its cluster: whether a backend may be named does not depend on other routes, and without them a
 * large cluster is resolved in a fraction of the time.
 */
function resolveOnly(options: PreviewOptions, route: Manifest): TrafficModel {
  const { target, now } = options;
  const withoutRoutes = target.kinds.map(state =>
    state.kind.kind === route.kind
      ? { ...state, objects: [], version: `${state.version}+empty` }
      : state,
  );
  return resolveTraffic({
    ...options,
    checks: [],
    snapshots: [
      overlay({ ...target, kinds: withoutRoutes }, [asNewObject(route, now)]),
    ],
  });
}

/** A manifest as the API server would hold it a moment after its creation: the youngest of its kind, never looked at. */
function asNewObject(manifest: Manifest, now: string): KubeObject {
  const { name, namespace, labels, annotations } = manifest.metadata;
  return {
    ...manifest,
    metadata: {
      name,
      namespace: namespace ?? undefined,
      labels: labels ?? undefined,
      annotations: annotations ?? undefined,
      generation: 1,
      creationTimestamp: now,
    },
  };
}

function foreignServices({ backends, namespace }: RouteProposal) {
  const foreign = backends.filter(backend => backend.namespace !== namespace);
  return [
    ...new Map(
      foreign.map(({ namespace: other, service }) => [
        `${other}/${service}`,
        { namespace: other, service },
      ]),
    ).values(),
  ];
}

function routesOf(model: TrafficModel, proposal: RouteProposal): Route[] {
  return model.routes.filter(
    ({ object }) =>
      object.cluster === proposal.cluster &&
      object.kind === 'HTTPRoute' &&
      object.namespace === proposal.namespace &&
      object.name === proposal.name,
  );
}

/** The Services that the route alone may not refer to: those for which a grant is missing now. */
function ungranted(alone: TrafficModel, proposal: RouteProposal) {
  const forbidden = new Set(
    routesOf(alone, proposal).flatMap(({ backends }) =>
      backends
        .filter(({ state }) => state === 'forbidden')
        .map(({ ref }) => `${ref.namespace}/${ref.name}`),
    ),
  );
  return foreignServices(proposal).filter(({ namespace, service }) =>
    forbidden.has(`${namespace}/${service}`),
  );
}

function listUnknown(
  snapshots: readonly ClusterSnapshot[],
  sources: readonly Source[],
): RouteEffect['unknown'] {
  const kinds = sources.flatMap(source => source.reads);
  return snapshots.flatMap(snapshot => {
    const unknown = [...new Set(kinds)]
      .map(({ group, kind, ...rest }) => ({
        group,
        kind,
        status: snapshot.statusOf({ group, kind, ...rest }),
      }))
      .filter(({ status }) => !['synced', 'absent'].includes(status.state));
    return unknown.length === 0
      ? []
      : [{ cluster: snapshot.cluster, kinds: unknown }];
  });
}
