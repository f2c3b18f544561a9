/**
 * Form fields for the template "New gateway route", for the new frontend system.
 *
 * @packageDocumentation
 */
export { scaffolderModuleTraffic as default } from './module';
export { routeTemplateTranslationRef } from './translation/routeTemplateTranslationRef';
