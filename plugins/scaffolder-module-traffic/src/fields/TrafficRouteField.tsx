import { useEffect } from 'react';
import { Select } from '@backstage/ui';
import { makeFieldSchema } from '@backstage/plugin-scaffolder-react';
import { useRouteOptions } from '../data/useRouteOptions';
import { useRoutePreview } from '../data/useRoutePreview';
import { listMissingParts } from '../model/missingParts';
import {
  changeHosts,
  changeListener,
  fitsPlace,
  proposeHost,
  proposeRoute,
  readRouteValue,
  routeValueSchema,
  toProposal,
  type Place,
  type RouteValue,
} from '../model/routeValue';
import { BackendFields } from '../parts/BackendFields';
import { FailureAlert } from '../parts/FailureAlert';
import { HostFields } from '../parts/HostFields';
import { ListenerField } from '../parts/ListenerField';
import { FormSurface } from '../parts/FormSurface';
import { LoadingLines } from '../parts/LoadingLines';
import { MatchFields } from '../parts/MatchFields';
import { useFieldText } from '../translation/useFieldText';
import type { FieldProps } from './FieldProps';
import { readForm } from './readForm';

export const trafficRouteSchema = makeFieldSchema({
  output: () => routeValueSchema,
});

/** The field `TrafficRoute`: where, which Service, through which listener, for which host and requests. */
export function TrafficRouteField(props: FieldProps<RouteValue>) {
  const { formContext, formData, onChange } = props;
  const { entityRef } = readForm(formContext);
  const { options, retry } = useRouteOptions(entityRef);
  const t = useFieldText();
  switch (options.status) {
    case 'idle':
      return <p role="status">{t('route.chooseComponent')}</p>;
    case 'pending':
      return <LoadingLines label={t('route.loading')} />;
    case 'error':
      return <FailureAlert failure={options.failure} onRetry={retry} />;
    default:
      return options.value.places.length === 0 || !entityRef ? (
        <p role="status">
          {t('route.noPlace', { entityRef: entityRef ?? '' })}
        </p>
      ) : (
        <RouteForm
          entityRef={entityRef}
          places={options.value.places}
          given={readRouteValue(formData)}
          onChange={onChange}
        />
      );
  }
}

function RouteForm(props: {
  entityRef: string;
  places: readonly Place[];
  given: RouteValue | undefined;
  onChange: (value: RouteValue) => void;
}) {
  const { entityRef, places, given, onChange } = props;
  const t = useFieldText();
  const place =
    (given && places.find(each => fitsPlace(given, each))) ?? places[0];
  const isGiven = given !== undefined && fitsPlace(given, place);
  const value = isGiven ? given : proposeRoute(entityRef, place);
  const isComplete = listMissingParts(value).length === 0;
  const { effect, retry } = useRoutePreview(
    isComplete ? toProposal(entityRef, value, false) : undefined,
  );
  useEffect(() => {
    if (!isGiven) {
      onChange(proposeRoute(entityRef, place));
    }
  }, [isGiven, entityRef, place, onChange]);
  const listener = place.listeners.find(
    option =>
      option.listener === value.gateway.listener &&
      option.gateway.name === value.gateway.name &&
      option.gateway.namespace === value.gateway.namespace,
  );
  return (
    <FormSurface>
      <Select
        label={t('route.place')}
        options={places.map(each => ({
          value: keyOf(each),
          label: t('route.placeOption', {
            namespace: each.namespace,
            cluster: each.cluster,
          }),
        }))}
        value={keyOf(place)}
        onChange={key => {
          const chosen = places.find(each => keyOf(each) === key);
          if (chosen) {
            onChange(proposeRoute(entityRef, chosen));
          }
        }}
      />
      <BackendFields
        place={place}
        backends={value.backends}
        onChange={backends => onChange({ ...value, backends })}
      />
      <ListenerField
        place={place}
        gateway={value.gateway}
        onChange={to =>
          onChange(changeListener(value, { entityRef, from: listener, to }))
        }
      />
      <HostFields
        hostnames={value.hostnames}
        suggestion={proposeHost(value.backends[0]?.service ?? '', listener)}
        effect={effect}
        onRetry={retry}
        onChange={hostnames =>
          onChange(changeHosts(value, { entityRef, hostnames }))
        }
      />
      <MatchFields value={value} onChange={onChange} />
    </FormSurface>
  );
}

function keyOf({ cluster, namespace }: Place): string {
  return `${cluster}/${namespace}`;
}
