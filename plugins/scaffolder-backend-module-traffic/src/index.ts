/**
 * Scaffolder actions that preview and apply gateway routes through the traffic backend.
 *
 * @packageDocumentation
 */
export { scaffolderModuleTraffic as default } from './module';
