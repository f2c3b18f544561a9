import { createExternalRouteRef } from '@backstage/core-plugin-api';
import { createRouteRef } from '@backstage/frontend-plugin-api';

/** The tab "Traffic" of an entity, so that the cards can link to it wherever it is mounted. */
export const entityTrafficRouteRef = createRouteRef();

/** The form of a template of the scaffolder, in either frontend system; unbound where there is no scaffolder. */
export const newRouteRef = createExternalRouteRef({
  id: 'traffic.new-route',
  params: ['namespace', 'templateName'],
  optional: true,
  defaultTarget: 'scaffolder.selectedTemplate',
});

/** The page of all hosts. */
export const hostsRouteRef = createRouteRef();
