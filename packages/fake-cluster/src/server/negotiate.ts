import { StatusError } from './StatusError';

/** The shape in which a client wants objects. */
export type ObjectForm = 'Object' | 'PartialObjectMetadata' | 'Table';

interface MediaRange {
  type: string;
  parameters: Record<string, string>;
  quality: number;
}

/** Splits an Accept header into its ranges, the preferred first. */
export function parseAccept(header: string | undefined): MediaRange[] {
  return (header ?? '*/*')
    .split(',')
    .map(part => {
      const [type, ...rest] = part.split(';').map(piece => piece.trim());
      const parameters = Object.fromEntries(
        rest.map(piece => {
          const [key, value = ''] = piece.split('=');
          return [key.trim(), value.trim()];
        }),
      );
      const quality = Number(parameters.q ?? '1');
      return { type, parameters, quality };
    })
    .sort((a, b) => b.quality - a.quality);
}

function isJson(type: string): boolean {
  return ['application/json', 'application/*', '*/*'].includes(type);
}

function formOf(range: MediaRange): ObjectForm | undefined {
  const { as, g, v } = range.parameters;
  if (as === undefined) return 'Object';
  if (g !== 'meta.k8s.io' || v !== 'v1') return undefined;
  if (as === 'Table') return 'Table';
  return as === 'PartialObjectMetadata' || as === 'PartialObjectMetadataList'
    ? 'PartialObjectMetadata'
    : undefined;
}

/** Picks the form of the answer. @throws StatusError 406 when the client takes neither JSON nor a form this server has. */
export function negotiateForm(accept: string | undefined): ObjectForm {
  for (const range of parseAccept(accept)) {
    const form = isJson(range.type) ? formOf(range) : undefined;
    if (form) return form;
  }
  throw new StatusError({
    code: 406,
    reason: 'NotAcceptable',
    message:
      'only the following media types are accepted: application/json, application/json;as=Table;g=meta.k8s.io;v=v1, application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1, application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1',
  });
}
