import { stringifyEntityRef } from '@backstage/catalog-model';
import { useRouteRef } from '@backstage/core-plugin-api';
import { useEntity } from '@backstage/plugin-catalog-react';
import { ButtonLink } from '@backstage/ui';
import { newRouteRef } from '../../routes';
import { useTrafficText } from '../../translation/useTrafficText';

const TEMPLATE = { namespace: 'default', templateName: 'new-gateway-route' };

/** Opens the template "New gateway route" with this entity filled in; absent in a portal without a scaffolder. */
export function NewRouteLink() {
  const { entity } = useEntity();
  const t = useTrafficText();
  const templateRoute = useRouteRef(newRouteRef);
  if (!templateRoute) {
    return null;
  }
  const formData = JSON.stringify({ entityRef: stringifyEntityRef(entity) });
  return (
    <ButtonLink
      variant="primary"
      href={`${templateRoute(TEMPLATE)}?${new URLSearchParams({ formData })}`}
    >
      {t('action.newRoute')}
    </ButtonLink>
  );
}
