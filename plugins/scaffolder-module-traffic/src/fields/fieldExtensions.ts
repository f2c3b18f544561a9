import {
  trafficComponentSchema,
  TrafficComponentField,
} from './TrafficComponentField';
import { trafficRouteSchema, TrafficRouteField } from './TrafficRouteField';
import {
  trafficRoutePreviewSchema,
  TrafficRoutePreviewField,
} from './TrafficRoutePreviewField';
import { validateRoute } from './validateRoute';

/** The fields by the names that a template's `ui:field` has, for both frontend systems. */
export const trafficComponent = {
  name: 'TrafficComponent',
  component: TrafficComponentField,
  schema: trafficComponentSchema,
};
export const trafficRoute = {
  name: 'TrafficRoute',
  component: TrafficRouteField,
  validation: validateRoute,
  schema: trafficRouteSchema,
};
export const trafficRoutePreview = {
  name: 'TrafficRoutePreview',
  component: TrafficRoutePreviewField,
  schema: trafficRoutePreviewSchema,
};
