import type { z } from 'zod';
import { httpRouteManifestSchema } from './schema/httpRouteSchema';
import { referenceGrantManifestSchema } from './schema/referenceGrantSchema';

/** A field of a manifest that the API would refuse, as `spec.rules[0].backendRefs[1].port`, and a clause that says why. */
export interface ManifestRefusal {
  readonly path: string;
  readonly message: string;
}

const SCHEMAS: Readonly<Record<string, z.ZodType>> = {
  HTTPRoute: httpRouteManifestSchema,
  ReferenceGrant: referenceGrantManifestSchema,
};

/** Everything that the API would refuse in a manifest of a kind that Portolan writes; empty when it is acceptable. */
export function validateManifest(manifest: {
  readonly kind: string;
}): readonly ManifestRefusal[] {
  const schema = SCHEMAS[manifest.kind];
  if (!schema) {
    return [{ path: 'kind', message: `${manifest.kind} is not written here` }];
  }
  const parsed = schema.safeParse(manifest);
  return parsed.success
    ? []
    : parsed.error.issues.map(issue => ({
        path: fieldPath(issue.path),
        message: issue.message,
      }));
}

/** `['spec', 'rules', 0, 'name']` as people write it: `spec.rules[0].name`. */
export function fieldPath(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === 'number') {
      return `${text}[${part}]`;
    }
    return text === '' ? String(part) : `${text}.${String(part)}`;
  }, '');
}
