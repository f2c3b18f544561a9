import { createApp } from '@backstage/frontend-defaults';
import { portalModule } from './portal/portalModule';

/**
 * The demo portal. Its plugins are found through the dependencies in package.json (`app.packages: all` in
 * app-config.yaml); only what is the portal's own is named here.
 */
export const app = createApp({ features: [portalModule] });
