/**
 * Extension points of the traffic backend, for modules that bring clusters of their own.
 *
 * @packageDocumentation
 */
export * from './ClusterConnection';
export * from './ClusterSource';
export * from './ClusterWriter';
export * from './extensions';
