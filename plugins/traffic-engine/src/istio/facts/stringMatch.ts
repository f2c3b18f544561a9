import { z } from 'zod';

/** Istio's StringMatch; `any` is `{}`, which holds for every value (in `headers`: the header is there). */
export type StringMatch =
  | { readonly type: 'exact' | 'prefix' | 'regex'; readonly value: string }
  | { readonly type: 'any' };

/** A StringMatch as written; of several, protobuf's oneof admits one alone. */
export const stringMatch = z
  .object({
    exact: z.string().nullish(),
    prefix: z.string().nullish(),
    regex: z.string().nullish(),
  })
  .nullable()
  .transform((value): StringMatch => {
    if (typeof value?.exact === 'string') {
      return { type: 'exact', value: value.exact };
    }
    if (typeof value?.prefix === 'string') {
      return { type: 'prefix', value: value.prefix };
    }
    return typeof value?.regex === 'string'
      ? { type: 'regex', value: value.regex }
      : { type: 'any' };
  });
