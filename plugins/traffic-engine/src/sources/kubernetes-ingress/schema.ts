import { z } from 'zod';

const text = z
  .string()
  .nullish()
  .transform(value => value ?? null);
const listOf = <T extends z.ZodType>(item: T) =>
  z
    .array(item)
    .nullish()
    .transform(list => list ?? []);
const nullable = <T extends z.ZodType>(schema: T) =>
  schema.nullish().transform(value => value ?? null);

const backendSchema = z.looseObject({
  service: nullable(
    z.looseObject({
      name: z.string(),
      port: nullable(
        z.looseObject({ name: text, number: nullable(z.number().int()) }),
      ),
    }),
  ),
  resource: nullable(
    z.looseObject({ apiGroup: text, kind: z.string(), name: z.string() }),
  ),
});
export type IngressBackend = z.infer<typeof backendSchema>;

const pathSchema = z.looseObject({
  path: text,
  pathType: nullable(z.enum(['Exact', 'Prefix', 'ImplementationSpecific'])),
  backend: backendSchema,
});
export type IngressPath = z.infer<typeof pathSchema>;

const ruleSchema = z.looseObject({
  host: text,
  http: nullable(z.looseObject({ paths: listOf(pathSchema) })),
});
export type IngressRule = z.infer<typeof ruleSchema>;

const tlsSchema = z.looseObject({
  hosts: listOf(z.string()),
  secretName: text,
});
export type IngressTls = z.infer<typeof tlsSchema>;

/** `networking.k8s.io/v1` IngressSpec; null counts as absent. */
export const ingressSpecSchema = z.looseObject({
  ingressClassName: text,
  defaultBackend: nullable(backendSchema),
  tls: listOf(tlsSchema),
  rules: listOf(ruleSchema),
});
export type IngressSpec = z.infer<typeof ingressSpecSchema>;
