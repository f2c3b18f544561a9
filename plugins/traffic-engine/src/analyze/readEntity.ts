import { z } from 'zod';
import type { CatalogEntityFacts } from '../ownership/CatalogEntityFacts';

const entitySchema = z.looseObject({
  kind: z.string().min(1),
  metadata: z.looseObject({
    name: z.string().min(1),
    namespace: z.string().nullish(),
    annotations: z.record(z.string(), z.string()).nullish(),
  }),
  spec: z.looseObject({ owner: z.unknown().optional() }).nullish(),
});

/** Whether a document is a catalog entity, by its API group. */
export function isEntityApiVersion(apiVersion: unknown): boolean {
  return (
    typeof apiVersion === 'string' && apiVersion.startsWith('backstage.io/')
  );
}

/** The facts of a catalog entity as its file states them, or a sentence when it is no entity. */
export function readEntity(
  value: unknown,
): { ok: true; entity: CatalogEntityFacts } | { ok: false; message: string } {
  const parsed = entitySchema.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return {
      ok: false,
      message: `Not a catalog entity: ${issue.path.join('.')}: ${
        issue.message
      }.`,
    };
  }
  const { kind, metadata, spec } = parsed.data;
  const namespace = metadata.namespace ?? 'default';
  const owner = spec?.owner;
  return {
    ok: true,
    entity: {
      entityRef: `${kind}:${namespace}/${metadata.name}`.toLowerCase(),
      annotations: metadata.annotations ?? {},
      owners:
        typeof owner === 'string' && owner !== ''
          ? [ownerRef(owner, namespace)]
          : [],
    },
  };
}

/** `spec.owner` as a full reference: a bare name is a Group of the entity's namespace. */
function ownerRef(owner: string, namespace: string): string {
  const [, kind = 'group', inNamespace = namespace, name] =
    /^(?:([^:/]+):)?(?:([^:/]+)\/)?([^:/]+)$/.exec(owner) ?? [];
  return name === undefined
    ? owner.toLowerCase()
    : `${kind}:${inNamespace}/${name}`.toLowerCase();
}
