import {
  createBackendModule,
  resolvePackagePath,
} from '@backstage/backend-plugin-api';
import { catalogProcessingExtensionPoint } from '@backstage/plugin-catalog-node';
import { TemplateEntityProvider } from './TemplateEntityProvider';

/** Gives the catalog the template "New gateway route"; it needs no Git host and no location in the configuration. */
export const catalogModuleTraffic = createBackendModule({
  pluginId: 'catalog',
  moduleId: 'traffic',
  register(reg) {
    reg.registerInit({
      deps: { catalog: catalogProcessingExtensionPoint },
      async init({ catalog }) {
        catalog.addEntityProvider(
          new TemplateEntityProvider({
            templatesDir: resolvePackagePath(
              '@portolan/plugin-catalog-backend-module-traffic',
              'templates',
            ),
          }),
        );
      },
    });
  },
});
