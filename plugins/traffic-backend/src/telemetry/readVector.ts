import { z } from 'zod';

const vectorSchema = z.object({
  status: z.literal('success'),
  data: z.object({
    resultType: z.literal('vector'),
    result: z.array(
      z.object({
        metric: z.record(z.string(), z.string()),
        value: z.tuple([z.number(), z.string()]),
      }),
    ),
  }),
});

/** One series of an instant vector; its value is a number. */
export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/**
 * The samples of Prometheus' answer to an instant query (HTTP API, "Expression query result formats"), or undefined when the
 * text is none. NaN, which is a division by nothing, and infinity are no observations and left out.
 */
export function readVector(body: string): readonly Sample[] | undefined {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    return undefined;
  }
  const parsed = vectorSchema.safeParse(json);
  return parsed.success
    ? parsed.data.data.result
        .map(({ metric, value: [, text] }) => ({
          labels: metric,
          value: Number(text),
        }))
        .filter(({ value }) => Number.isFinite(value))
    : undefined;
}
