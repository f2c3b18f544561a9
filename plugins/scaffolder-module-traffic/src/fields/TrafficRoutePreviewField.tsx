import { Alert } from '@backstage/ui';
import { makeFieldSchema } from '@backstage/plugin-scaffolder-react';
import { z } from 'zod/v3';
import { useRouteOptions } from '../data/useRouteOptions';
import { useRoutePreview } from '../data/useRoutePreview';
import { toProposal, type RouteValue } from '../model/routeValue';
import { EffectView } from '../parts/EffectView';
import { FailureAlert } from '../parts/FailureAlert';
import { FormSurface } from '../parts/FormSurface';
import { LoadingLines } from '../parts/LoadingLines';
import { useFieldText } from '../translation/useFieldText';
import type { FieldProps } from './FieldProps';
import { readForm } from './readForm';

const reviewSchema = z.object({ includeReferenceGrants: z.boolean() });
type ReviewValue = z.infer<typeof reviewSchema>;

export const trafficRoutePreviewSchema = makeFieldSchema({
  output: () => reviewSchema,
});

/** The field `TrafficRoutePreview`: the effect of the route that the form holds, and whether grants come with it. */
export function TrafficRoutePreviewField(props: FieldProps<ReviewValue>) {
  const { entityRef, route } = readForm(props.formContext);
  const t = useFieldText();
  return entityRef && route ? (
    <RoutePreview
      entityRef={entityRef}
      route={route}
      includesGrants={props.formData?.includeReferenceGrants ?? false}
      onIncludeGrants={includeReferenceGrants =>
        props.onChange({ includeReferenceGrants })
      }
    />
  ) : (
    <p role="status">{t('effect.incomplete')}</p>
  );
}

function RoutePreview(props: {
  entityRef: string;
  route: RouteValue;
  includesGrants: boolean;
  onIncludeGrants: (include: boolean) => void;
}) {
  const { entityRef, route, includesGrants, onIncludeGrants } = props;
  const t = useFieldText();
  const { options } = useRouteOptions(entityRef);
  const { effect, retry } = useRoutePreview(
    toProposal(entityRef, route, includesGrants),
  );
  const apply =
    options.status === 'ready'
      ? options.value.places.find(
          ({ cluster, namespace }) =>
            cluster === route.cluster && namespace === route.namespace,
        )?.apply
      : undefined;
  const shown =
    effect.status === 'ready'
      ? effect.value
      : effect.status === 'pending' && effect.last;
  return (
    <FormSurface isBusy={effect.status === 'pending'}>
      {apply?.state === 'not-allowed' && (
        <Alert
          status="info"
          icon
          title={t('effect.notApplied')}
          description={apply.message}
        />
      )}
      {effect.status === 'error' && (
        <FailureAlert failure={effect.failure} onRetry={retry} />
      )}
      {shown && (
        <EffectView
          effect={shown}
          includesGrants={includesGrants}
          onIncludeGrants={onIncludeGrants}
        />
      )}
      {!shown && effect.status !== 'error' && (
        <LoadingLines label={t('effect.loading')} />
      )}
    </FormSurface>
  );
}
