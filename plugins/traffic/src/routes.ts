import { createRouteRef } from '@backstage/frontend-plugin-api';

/** The tab "Traffic" of an entity, so that the cards can link to it wherever it is mounted. */
export const entityTrafficRouteRef = createRouteRef();
