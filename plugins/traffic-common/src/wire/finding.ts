import { z } from 'zod';
import { objectRefSchema, provenanceSchema } from './objectRef';

export const severitySchema = z.enum(['error', 'warning', 'info']);
export type Severity = z.infer<typeof severitySchema>;

/** One cause of trouble, named once; unique by (code, at). The text is rendered from code and params, late. */
export const findingSchema = z.object({
  code: z.string().regex(/^TRF\d{3}$/),
  severity: severitySchema,
  at: provenanceSchema,
  params: z.record(z.string(), z.union([z.string(), z.number()])),
  related: z.array(objectRefSchema),
  entities: z.array(z.string()),
  controllerDisagrees: z.boolean(),
  message: z.string().describe('The English sentence of code and params'),
  fix: z.string().describe('What to do, in English'),
});
export type Finding = z.infer<typeof findingSchema>;
