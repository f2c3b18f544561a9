import { z } from 'zod';
import { schemaFromOpenApi } from '../schema/schemaFromOpenApi';
import type { PrinterColumn } from '../tables/PrinterColumn';
import type { KubeObject } from './KubeObject';
import type { ResourceType } from './ResourceType';
import { compareVersions } from '../discovery/plainDiscovery';

const crdSchema = z.object({
  spec: z.object({
    group: z.string(),
    scope: z.enum(['Namespaced', 'Cluster']),
    names: z.object({
      kind: z.string(),
      plural: z.string(),
      singular: z.string().optional(),
      listKind: z.string().optional(),
      shortNames: z.array(z.string()).optional(),
      categories: z.array(z.string()).optional(),
    }),
    versions: z
      .array(
        z.object({
          name: z.string(),
          served: z.boolean(),
          schema: z
            .object({ openAPIV3Schema: z.record(z.string(), z.unknown()) })
            .optional(),
          subresources: z
            .object({ status: z.record(z.string(), z.unknown()).optional() })
            .optional(),
          additionalPrinterColumns: z
            .array(
              z.object({
                name: z.string(),
                type: z.string(),
                jsonPath: z.string(),
                priority: z.number().optional(),
                description: z.string().optional(),
              }),
            )
            .optional(),
        }),
      )
      .nonempty(),
  }),
});

function columnType(type: string): PrinterColumn['type'] {
  return type === 'integer' ||
    type === 'date' ||
    type === 'number' ||
    type === 'boolean'
    ? type
    : 'string';
}

/** Reads the kind that a CustomResourceDefinition declares. @throws ZodError naming what is missing */
export function resourceFromCrd(crd: KubeObject): ResourceType {
  const { spec } = crdSchema.parse(crd);
  const served = spec.versions
    .filter(version => version.served)
    .sort((a, b) => compareVersions(a.name, b.name));
  const [preferred] = served;
  return {
    group: spec.group,
    kind: spec.names.kind,
    listKind: spec.names.listKind ?? `${spec.names.kind}List`,
    plural: spec.names.plural,
    singular: spec.names.singular ?? spec.names.kind.toLowerCase(),
    shortNames: spec.names.shortNames ?? [],
    categories: spec.names.categories ?? [],
    namespaced: spec.scope === 'Namespaced',
    versions: served.map(version => ({
      name: version.name,
      schema:
        version.schema && schemaFromOpenApi(version.schema.openAPIV3Schema),
    })),
    custom: true,
    statusSubresource: served.some(
      version => version.subresources?.status !== undefined,
    ),
    hasGeneration: true,
    columns: preferred?.additionalPrinterColumns?.map(column => ({
      name: column.name,
      type: columnType(column.type),
      priority: column.priority,
      description: column.description,
      cell: column.jsonPath,
    })),
  };
}
