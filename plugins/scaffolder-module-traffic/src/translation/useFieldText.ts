import {
  useTranslationRef,
  type TranslationFunction,
} from '@backstage/frontend-plugin-api';
import { routeTemplateTranslationRef } from './routeTemplateTranslationRef';

/** Gives the text of a key in the reader's language, with its parameters filled in. */
export type FieldText = TranslationFunction<
  (typeof routeTemplateTranslationRef)['T']
>;

/** The texts of the form in the reader's language. */
export function useFieldText(): FieldText {
  return useTranslationRef(routeTemplateTranslationRef).t;
}
