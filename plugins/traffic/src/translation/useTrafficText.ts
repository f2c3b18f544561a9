import {
  useTranslationRef,
  type TranslationFunction,
} from '@backstage/frontend-plugin-api';
import { trafficTranslationRef } from './trafficTranslationRef';

/** Gives the text of a key in the reader's language, with its parameters filled in. */
export type TrafficText = TranslationFunction<
  (typeof trafficTranslationRef)['T']
>;

/** The texts of this plugin in the reader's language. */
export function useTrafficText(): TrafficText {
  return useTranslationRef(trafficTranslationRef).t;
}
