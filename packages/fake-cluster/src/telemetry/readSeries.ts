import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { z } from 'zod';

const fileSchema = z.strictObject({
  series: z.array(
    z.strictObject({
      metric: z.string().min(1),
      labels: z.record(z.string(), z.string()).default({}),
      /** Per second. */
      rate: z.number().nonnegative(),
    }),
  ),
});

/** One counter and how fast it grows, per second. */
export type Series = z.output<typeof fileSchema>['series'][number];

/** The file of series cannot be used; the message is a sentence that names it. */
export class SeriesFileError extends Error {
  readonly name = 'SeriesFileError';
}

/** Reads a file of series. @throws SeriesFileError */
export async function readSeries(file: string): Promise<Series[]> {
  let content: unknown;
  try {
    content = parse(await readFile(file, 'utf8'));
  } catch (error) {
    throw new SeriesFileError(
      `The series in ${file} cannot be read: ${
        error instanceof Error ? error.message : String(error)
      }`,
    );
  }
  const parsed = fileSchema.safeParse(content);
  if (!parsed.success) {
    throw new SeriesFileError(
      `The series in ${file} are not valid: ${z.prettifyError(parsed.error)}`,
    );
  }
  return parsed.data.series;
}
