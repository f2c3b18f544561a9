/**
 * Registers the template "New gateway route" in the catalog, from this package.
 *
 * @packageDocumentation
 */
export { catalogModuleTraffic as default } from './module';
