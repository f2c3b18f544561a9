import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { scaffolderActionsExtensionPoint } from '@backstage/plugin-scaffolder-node';
import { createRouteApplyAction } from './actions/createRouteApplyAction';
import { createRoutePreviewAction } from './actions/createRoutePreviewAction';
import { TrafficCaller } from './TrafficCaller';

/** Adds `traffic:route:preview` and `traffic:route:apply` to the scaffolder. */
export const scaffolderModuleTraffic = createBackendModule({
  pluginId: 'scaffolder',
  moduleId: 'traffic',
  register(reg) {
    reg.registerInit({
      deps: {
        actions: scaffolderActionsExtensionPoint,
        auth: coreServices.auth,
        discovery: coreServices.discovery,
      },
      async init({ actions, auth, discovery }) {
        const caller = new TrafficCaller({ auth, discovery, fetch });
        actions.addActions(
          createRoutePreviewAction({ caller }),
          createRouteApplyAction({ caller }),
        );
      },
    });
  },
});
