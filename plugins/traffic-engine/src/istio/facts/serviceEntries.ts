import { z } from 'zod';
import { SERVICE_ENTRY } from '../kinds';
import { labels, listOf, numeric, optional, text, texts } from './fields';
import { istioReader, type IstioObject } from './istioObjects';
import { withExportDefault } from './withExportDefault';

const serviceEntrySpec = z.object({
  hosts: texts,
  addresses: texts,
  ports: listOf(
    z.object({
      number: z.number().int(),
      protocol: text,
      name: text,
      targetPort: numeric,
    }),
  ),
  location: text,
  resolution: text,
  endpoints: listOf(
    z.object({
      address: text,
      ports: z.record(z.string(), z.number()).nullish(),
      labels,
      network: text,
      locality: text,
      weight: numeric,
      serviceAccount: text,
    }),
  ),
  workloadSelector: optional(z.object({ labels })),
  exportTo: texts,
  subjectAltNames: texts,
});

export type ServiceEntry = IstioObject<z.output<typeof serviceEntrySpec>>;

export const serviceEntries = withExportDefault(
  istioReader(SERVICE_ENTRY, serviceEntrySpec),
  'service',
);
