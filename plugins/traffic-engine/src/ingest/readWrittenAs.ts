import { findRetiredApi } from '../kinds/retiredApis';
import type { KubeObject } from '../snapshot/KubeObject';
import { isRecord, readList, readText } from '../snapshot/read';

/** Where kubectl keeps the manifest that it applied. */
export const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/** How such a manifest begins: kubectl writes it as JSON with its keys in order. */
const BEGINNING = /^\{"apiVersion":"([^"]{1,200})"/;

/**
 * The version, gone since, in which an object was written last: an API server hands an object out in whatever version it is
 * asked for, and only these two tell what its manifest says. Undefined for all others.
 */
export function readWrittenAs(object: KubeObject): string | undefined {
  const { metadata, kind } = object;
  const applied = BEGINNING.exec(metadata.annotations?.[LAST_APPLIED] ?? '');
  const versions = applied
    ? [applied[1]]
    : readList(metadata, 'managedFields').flatMap(entry => {
        const version = readText(entry, 'apiVersion');
        return version === undefined || isOfStatus(entry) ? [] : version;
      });
  return versions.find(
    version => version !== object.apiVersion && findRetiredApi(version, kind),
  );
}

/** What a controller wrote of its own accord says nothing of the manifest. */
function isOfStatus(entry: unknown): boolean {
  if (readText(entry, 'subresource')) {
    return true;
  }
  const fields = isRecord(entry) ? entry.fieldsV1 : undefined;
  return (
    isRecord(fields) && Object.keys(fields).every(key => key === 'f:status')
  );
}
