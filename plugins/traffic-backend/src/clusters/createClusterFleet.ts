import { setMaxListeners } from 'node:events';
import type { LoggerService } from '@backstage/backend-plugin-api';
import { systemTiming, type Timing } from '@portolan/cluster-client';
import type {
  KindRef,
  NormalizeOptions,
} from '@portolan/plugin-traffic-engine';
import type {
  ClusterDescription,
  ClusterSource,
} from '@portolan/plugin-traffic-node';
import {
  DEFAULT_TIMINGS,
  type ReflectorTimings,
} from '../reflector/ReflectorTimings';
import type { ClusterFleet, FleetCluster, FleetListener } from './ClusterFleet';
import { FleetMember } from './FleetMember';
import {
  DEFAULT_LISTING,
  SourceLister,
  type ListingTimings,
} from './SourceLister';

/** What the operator says about one cluster beside where it is. */
export interface ClusterOptions {
  /** The cluster is not read at all. */
  readonly exclude?: boolean;
  /** Where to read when the credential may not read the whole cluster. */
  readonly namespaces?: readonly string[];
}

export interface ClusterFleetOptions {
  /** In order of preference: a cluster that several list is read through the first that can use it. */
  readonly sources: readonly ClusterSource[];
  readonly kinds: readonly KindRef[];
  readonly logger: LoggerService;
  /** What is looked for in objects before they are kept. */
  readonly normalize?: NormalizeOptions;
  /** By name of the cluster. */
  readonly clusterOptions?: ReadonlyMap<string, ClusterOptions>;
  readonly timing?: Timing;
  readonly timings?: Partial<ReflectorTimings>;
  readonly listing?: Partial<ListingTimings>;
  readonly debounce?: { readonly quietMs: number; readonly longestMs: number };
}

/** Watches the clusters of all sources; see ClusterFleet for what its methods promise. */
export function createClusterFleet(options: ClusterFleetOptions): ClusterFleet {
  const { logger, kinds, clusterOptions = new Map(), debounce } = options;
  const timing = options.timing ?? systemTiming;
  const timings = { ...DEFAULT_TIMINGS, ...options.timings };
  const controller = new AbortController();
  const members = new Map<string, FleetMember>();
  const leaving = new Set<Promise<void>>();
  const listeners = new Set<FleetListener>();
  let running: Promise<void>[] = [];
  let versions = 0;

  const nextVersion = () => {
    versions += 1;
    return String(versions);
  };
  const tell: FleetListener = change =>
    listeners.forEach(listener => listener(change));
  const listers = options.sources.map(
    source =>
      new SourceLister(source, {
        logger,
        timing,
        timings: { ...DEFAULT_LISTING, ...options.listing },
        onChange: () => {
          reconcile();
          tell({});
        },
      }),
  );

  function reconcile() {
    const wanted = choose(listers, clusterOptions);
    for (const [name, member] of members) {
      if (!wanted.has(name)) {
        members.delete(name);
        const left = member.stop().finally(() => leaving.delete(left));
        leaving.add(left);
      }
    }
    for (const [name, { description, source }] of wanted) {
      const member = members.get(name);
      if (member) {
        member.update(description, source);
      } else {
        members.set(
          name,
          new FleetMember({
            description,
            source,
            kinds,
            logger,
            timing,
            timings,
            debounce,
            normalize: options.normalize,
            namespaces: clusterOptions.get(name)?.namespaces ?? [],
            nextVersion,
            onChange: () => tell({ cluster: name }),
          }),
        );
      }
    }
  }

  return {
    start: () => {
      setMaxListeners(0, controller.signal);
      if (running.length === 0 && !controller.signal.aborted) {
        running = listers.map(lister => lister.run(controller.signal));
      }
    },
    stop: async () => {
      controller.abort();
      listeners.clear();
      await Promise.all(running);
      await Promise.all([...members.values()].map(member => member.stop()));
      await Promise.all(leaving);
    },
    clusters: () =>
      [...members.values()]
        .map((member): FleetCluster => member.view())
        .sort((a, b) => (a.name < b.name ? -1 : 1)),
    writerOf: cluster => members.get(cluster)?.writer(),
    sources: () => listers.map(lister => lister.state),
    onChange: listener => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** For each cluster the first source that can use it, else the first that lists it. */
function choose(
  listers: readonly SourceLister[],
  options: ReadonlyMap<string, ClusterOptions>,
): ReadonlyMap<
  string,
  { description: ClusterDescription; source: ClusterSource }
> {
  const chosen = new Map<
    string,
    { description: ClusterDescription; source: ClusterSource }
  >();
  for (const { source, clusters } of listers) {
    for (const description of clusters) {
      const { name } = description;
      const better =
        !chosen.get(name)?.description.access.usable &&
        description.access.usable;
      if (!options.get(name)?.exclude && (better || !chosen.has(name))) {
        chosen.set(name, { description, source });
      }
    }
  }
  return chosen;
}
