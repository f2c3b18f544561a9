import { useId } from 'react';
import { stringifyEntityRef } from '@backstage/catalog-model';
import { useRouteRef } from '@backstage/core-plugin-api';
import { useEntity } from '@backstage/plugin-catalog-react';
import { usePermission } from '@backstage/plugin-permission-react';
import { Button, ButtonLink } from '@backstage/ui';
import { trafficRouteCreatePermission } from '@portolan/plugin-traffic-common';
import { newRouteRef } from '../../routes';
import { useTrafficText } from '../../translation/useTrafficText';
import { QuietText } from '../shared/QuietText';
import styles from './NewRouteLink.module.css';

const TEMPLATE = { namespace: 'default', templateName: 'new-gateway-route' };

/**
 * Opens the template "New gateway route" with this entity filled in; absent in a portal without a scaffolder. For somebody
 * who may make no route for the entity it is disabled, with the reason; the backend decides all the same, so when nobody
 * can be asked here the link is there.
 */
export function NewRouteLink() {
  const { entity } = useEntity();
  const t = useTrafficText();
  const templateRoute = useRouteRef(newRouteRef);
  const reasonId = useId();
  const entityRef = stringifyEntityRef(entity);
  const { loading, allowed, error } = usePermission({
    permission: trafficRouteCreatePermission,
    resourceRef: entityRef,
  });
  if (!templateRoute) {
    return null;
  }
  if (loading || (!allowed && !error)) {
    return (
      <div className={styles.refused}>
        <Button variant="primary" isDisabled aria-describedby={reasonId}>
          {t('action.newRoute')}
        </Button>
        {!loading && (
          <QuietText id={reasonId} size="small">
            {t('action.newRouteRefused')}
          </QuietText>
        )}
      </div>
    );
  }
  const formData = JSON.stringify({ entityRef });
  return (
    <ButtonLink
      variant="primary"
      href={`${templateRoute(TEMPLATE)}?${new URLSearchParams({ formData })}`}
    >
      {t('action.newRoute')}
    </ButtonLink>
  );
}
