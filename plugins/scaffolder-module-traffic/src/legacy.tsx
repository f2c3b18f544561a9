/**
 * Form fields for the template "New gateway route", for apps of the old frontend system.
 *
 * @packageDocumentation
 */
import { createPlugin } from '@backstage/core-plugin-api';
import { createScaffolderFieldExtension } from '@backstage/plugin-scaffolder-react';
import {
  trafficComponent,
  trafficRoute,
  trafficRoutePreview,
} from './fields/fieldExtensions';

export { routeTemplateTranslationRef } from './translation/routeTemplateTranslationRef';

const trafficFieldsPlugin = createPlugin({ id: 'scaffolder-traffic' });

/** The field `TrafficComponent`; a child of `ScaffolderFieldExtensions`. */
export const TrafficComponentFieldExtension = trafficFieldsPlugin.provide(
  createScaffolderFieldExtension({
    ...trafficComponent,
    schema: trafficComponent.schema.schema,
  }),
);

/** The field `TrafficRoute`; a child of `ScaffolderFieldExtensions`. */
export const TrafficRouteFieldExtension = trafficFieldsPlugin.provide(
  createScaffolderFieldExtension({
    ...trafficRoute,
    schema: trafficRoute.schema.schema,
  }),
);

/** The field `TrafficRoutePreview`; a child of `ScaffolderFieldExtensions`. */
export const TrafficRoutePreviewFieldExtension = trafficFieldsPlugin.provide(
  createScaffolderFieldExtension({
    ...trafficRoutePreview,
    schema: trafficRoutePreview.schema.schema,
  }),
);
