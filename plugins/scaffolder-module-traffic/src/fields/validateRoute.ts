import {
  discoveryApiRef,
  fetchApiRef,
  translationApiRef,
} from '@backstage/frontend-plugin-api';
import type { CustomFieldValidator } from '@backstage/plugin-scaffolder-react';
import { TrafficClient } from '@portolan/plugin-traffic-common';
import { describeFailure } from '../data/describeFailure';
import { listMissingParts } from '../model/missingParts';
import {
  readRouteValue,
  toProposal,
  type RouteValue,
} from '../model/routeValue';
import { routeTemplateTranslationRef } from '../translation/routeTemplateTranslationRef';
import { readForm } from './readForm';

/** Lets nobody past the page with a route that the API or the traffic backend would refuse: a sentence per field. */
export const validateRoute: CustomFieldValidator<RouteValue> = async (
  data,
  field,
  { apiHolder, formData },
) => {
  const translation = apiHolder
    .get(translationApiRef)
    ?.getTranslation(routeTemplateTranslationRef);
  const discoveryApi = apiHolder.get(discoveryApiRef);
  const fetchApi = apiHolder.get(fetchApiRef);
  const { entityRef } = readForm({ formData });
  if (!translation?.ready || !discoveryApi || !fetchApi || !entityRef) {
    return;
  }
  const { t } = translation;
  const value = readRouteValue(data);
  const missing = listMissingParts(value);
  missing.forEach(part => field.addError(t(`missing.${part}`)));
  if (!value || missing.length > 0) {
    return;
  }
  try {
    const { refusals } = await new TrafficClient({
      discoveryApi,
      fetchApi,
    }).previewRoute(toProposal(entityRef, value, false));
    refusals.forEach(({ path, message }) =>
      field.addError(t('availability.refusal', { path, message })),
    );
  } catch (failure) {
    field.addError(describeFailure(t, failure).sentence);
  }
};
