import { createApp } from '@backstage/frontend-defaults';
import catalogPlugin from '@backstage/plugin-catalog/alpha';
import { portalModule } from './portal/portalModule';

/**
 * The demo portal. Every other plugin is found through the dependencies in
 * package.json (`app.packages: all` in app-config.yaml); the catalog is named
 * here because its new frontend system plugin lives at a sub-path.
 */
export const app = createApp({ features: [catalogPlugin, portalModule] });
