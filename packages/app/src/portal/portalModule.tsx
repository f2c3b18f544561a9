import { createFrontendModule } from '@backstage/frontend-plugin-api';
import {
  NavContentBlueprint,
  SignInPageBlueprint,
} from '@backstage/plugin-app-react';
import { PortalSidebar } from './PortalSidebar';

const sidebar = NavContentBlueprint.make({
  params: { component: PortalSidebar },
});

/** The demo has one user: whoever opens it is signed in as a shop developer. */
const signInPage = SignInPageBlueprint.make({
  params: {
    loader: async () => {
      const { ProxiedSignInPage } = await import('@backstage/core-components');
      return props => <ProxiedSignInPage {...props} provider="guest" />;
    },
  },
});

/** Gives the demo portal its sidebar and its sign-in. */
export const portalModule = createFrontendModule({
  pluginId: 'app',
  extensions: [sidebar, signInPage],
});
