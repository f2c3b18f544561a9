import { z } from 'zod';
import {
  toStatus,
  type ReportedCondition,
} from '../../../conditions/decodeVerdict';
import { compareText } from '../../../snapshot/compareText';
import { text, whole } from './parse';

export const conditionsSchema = z
  .array(
    z.object({
      type: text,
      status: text,
      reason: text,
      observedGeneration: whole,
      lastTransitionTime: text,
    }),
  )
  .nullish();

/** The conditions of a status, sorted by type; an unknown status counts as Unknown. */
export function toConditions(
  value: z.output<typeof conditionsSchema>,
): readonly ReportedCondition[] {
  return (value ?? [])
    .map(condition => ({
      type: condition.type ?? '',
      status: toStatus(condition.status),
      reason: condition.reason ?? '',
      observedGeneration: condition.observedGeneration ?? undefined,
      at: condition.lastTransitionTime ?? '',
    }))
    .sort((a, b) => compareText(a.type, b.type));
}
