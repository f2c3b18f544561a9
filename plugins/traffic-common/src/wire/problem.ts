import { z } from 'zod';
import { severitySchema } from './finding';
import { objectRefSchema } from './objectRef';

/** A field of an object that could not be read or is not interpreted; the rest of the object is unaffected. */
export const objectProblemSchema = z.object({
  severity: severitySchema,
  object: objectRefSchema,
  path: z.string().describe('The field; empty for the whole object'),
  message: z.string(),
});
export type ObjectProblem = z.infer<typeof objectProblemSchema>;
