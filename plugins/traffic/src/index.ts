/**
 * The Traffic tab and cards of an entity, for the new frontend system.
 *
 * @packageDocumentation
 */
export { trafficPlugin as default } from './plugin';
export { trafficApiRef } from './api/trafficApiRef';
export { trafficTranslationRef } from './translation/trafficTranslationRef';
export { trafficGlobalApiRef } from './api/trafficGlobalApiRef';
export { trafficRequestTesterApiRef } from './api/trafficRequestTesterApiRef';
