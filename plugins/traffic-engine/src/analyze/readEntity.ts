import {
  parseHostsAnnotation,
  TRAFFIC_ANNOTATIONS,
} from '@portolan/plugin-traffic-common';
import { z } from 'zod';
import { listServerHosts } from '../catalog/listServerHosts';
import type { CatalogEntityFacts } from '../ownership/CatalogEntityFacts';

const entitySchema = z.looseObject({
  kind: z.string().min(1),
  metadata: z.looseObject({
    name: z.string().min(1),
    namespace: z.string().nullish(),
    annotations: z.record(z.string(), z.string()).nullish(),
  }),
  spec: z
    .looseObject({
      owner: z.unknown().optional(),
      dependsOn: z.unknown().optional(),
      consumesApis: z.unknown().optional(),
      providesApis: z.unknown().optional(),
      definition: z.unknown().optional(),
    })
    .nullish(),
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
          ? [entityRef(owner, { kind: 'group', namespace })]
          : [],
      uses: [
        ...refsOf(spec?.dependsOn, { kind: 'component', namespace }),
        ...refsOf(spec?.consumesApis, { kind: 'api', namespace }),
      ],
      provides: refsOf(spec?.providesApis, { kind: 'api', namespace }),
      hosts: parseHostsAnnotation(
        metadata.annotations?.[TRAFFIC_ANNOTATIONS.hosts],
      ),
      apiHosts:
        typeof spec?.definition === 'string'
          ? listServerHosts(spec.definition)
          : [],
    },
  };
}

interface RefDefaults {
  readonly kind: string;
  readonly namespace: string;
}

/** The references of a list; what is no text is left out, as the catalog itself refuses it. */
function refsOf(value: unknown, defaults: RefDefaults): string[] {
  return Array.isArray(value)
    ? value.flatMap(ref =>
        typeof ref === 'string' && ref !== '' ? [entityRef(ref, defaults)] : [],
      )
    : [];
}

/** A full reference in lower case: a bare name has the kind and the namespace that its field means. */
function entityRef(ref: string, defaults: RefDefaults): string {
  const [, kind = defaults.kind, namespace = defaults.namespace, name] =
    /^(?:([^:/]+):)?(?:([^:/]+)\/)?([^:/]+)$/.exec(ref) ?? [];
  return name === undefined
    ? ref.toLowerCase()
    : `${kind}:${namespace}/${name}`.toLowerCase();
}
