import { z } from 'zod';
import type { LabelSelector } from '../match/labels';

const labelsSchema = z
  .record(z.string(), z.coerce.string())
  .nullish()
  .transform(labels => labels ?? {});

/** A LabelSelector as written; null lists and maps count as absent. */
export const labelSelectorSchema = z
  .looseObject({
    matchLabels: labelsSchema,
    matchExpressions: z
      .array(
        z.looseObject({
          key: z.string(),
          operator: z.enum(['In', 'NotIn', 'Exists', 'DoesNotExist']),
          values: z
            .array(z.coerce.string())
            .nullish()
            .transform(values => values ?? []),
        }),
      )
      .nullish()
      .transform(list => list ?? []),
  })
  .transform((selector): LabelSelector => selector);

export const podTemplateSchema = z.looseObject({
  metadata: z
    .looseObject({ labels: labelsSchema })
    .nullish()
    .transform(metadata => metadata ?? { labels: {} }),
});

export { labelsSchema };
