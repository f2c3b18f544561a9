import { useRouteRef } from '@backstage/frontend-plugin-api';
import { entityTrafficRouteRef } from '../../routes';
import { EntityDependsOnCard } from './EntityDependsOnCard';
import { EntityUrlsCard } from './EntityUrlsCard';

/** The card "URLs", with a link to the tab where the app has one. */
export function LinkedUrlsCard() {
  return <EntityUrlsCard tabHref={useTabHref()} />;
}

/** The card "Depends on", with a link to the tab where the app has one. */
export function LinkedDependsOnCard() {
  return <EntityDependsOnCard tabHref={useTabHref()} />;
}

function useTabHref(): string | undefined {
  return useRouteRef(entityTrafficRouteRef)?.();
}
