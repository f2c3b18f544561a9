import { z } from 'zod';
import { factReader, text } from './parse';

/** What routes see of a GatewayClass. */
export interface GatewayClassFact {
  readonly name: string;
  readonly controller: string;
  /** null: the controller publishes no list, which says nothing about what it supports. */
  readonly features: ReadonlySet<string> | null;
}

const schema = z.object({
  spec: z.object({ controllerName: text }).nullish(),
  status: z
    .object({
      supportedFeatures: z
        .array(z.union([z.string(), z.object({ name: text })]))
        .nullish(),
    })
    .nullish(),
});

export const readGatewayClass = factReader(
  schema,
  ({ spec, status }, { metadata }): GatewayClassFact => {
    const names = (status?.supportedFeatures ?? []).flatMap(feature =>
      typeof feature === 'string' ? feature : feature.name ?? [],
    );
    return {
      name: metadata.name,
      controller: spec?.controllerName ?? '',
      features: names.length > 0 ? new Set(names) : null,
    };
  },
);
