import { createFrontendModule } from '@backstage/frontend-plugin-api';
import {
  createFormField,
  FormFieldBlueprint,
} from '@backstage/plugin-scaffolder-react/alpha';

const componentField = FormFieldBlueprint.make({
  name: 'traffic-component',
  params: {
    field: async () => {
      const { trafficComponent } = await import('./fields/fieldExtensions');
      return createFormField(trafficComponent);
    },
  },
});

const routeField = FormFieldBlueprint.make({
  name: 'traffic-route',
  params: {
    field: async () => {
      const { trafficRoute } = await import('./fields/fieldExtensions');
      return createFormField(trafficRoute);
    },
  },
});

const previewField = FormFieldBlueprint.make({
  name: 'traffic-route-preview',
  params: {
    field: async () => {
      const { trafficRoutePreview } = await import('./fields/fieldExtensions');
      return createFormField(trafficRoutePreview);
    },
  },
});

/** The form fields TrafficComponent, TrafficRoute and TrafficRoutePreview of the new frontend system. */
export const scaffolderModuleTraffic = createFrontendModule({
  pluginId: 'scaffolder',
  extensions: [componentField, routeField, previewField],
});
