import type {
  ClusterFreshness,
  Problem,
} from '@portolan/plugin-traffic-common';
import type { KindState } from '@portolan/plugin-traffic-engine';
import type { ClusterWriter } from '@portolan/plugin-traffic-node';

/** One cluster as it is known now. The arrays and states are frozen values: unchanged ones keep their identity. */
export interface FleetCluster {
  readonly name: string;
  readonly title: string;
  readonly dashboardUrl?: string;
  readonly kinds: readonly KindState[];
  readonly freshness: ClusterFreshness;
}

/** Whether a source could list its clusters; `problem` says in a sentence why not. */
export interface FleetSource {
  readonly id: string;
  readonly title: string;
  readonly state: 'pending' | 'listed' | 'failed';
  readonly problem?: Problem;
}

/** The cluster whose facts or freshness changed, or `undefined` when clusters or sources came or went. */
export type FleetListener = (change: { cluster?: string }) => void;

/** All clusters of all sources, each watched on its own. Looking costs memory reads; nothing here waits on a cluster. */
export interface ClusterFleet {
  /** Begins listing and watching in the background; never throws and never waits for a cluster. */
  start(): void;
  /** Ends every watch and timer; resolves when the last one is done. */
  stop(): Promise<void>;
  /** The clusters sorted by name, those that cannot be read included (their freshness says why). */
  clusters(): readonly FleetCluster[];
  /** The right to write to a cluster, where there is one. */
  writerOf(cluster: string): ClusterWriter | undefined;
  /** The sources in order of preference. */
  sources(): readonly FleetSource[];
  /** Calls back after changes, at most once per debounce interval and cluster; returns the unsubscribe function. */
  onChange(listener: FleetListener): () => void;
}
