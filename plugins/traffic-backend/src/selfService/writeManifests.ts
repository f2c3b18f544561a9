import { isDeepStrictEqual } from 'node:util';
import {
  ConflictError,
  InputError,
  ServiceUnavailableError,
} from '@backstage/errors';
import type { RouteApplied } from '@portolan/plugin-traffic-common';
import {
  groupOf,
  parseKubeObject,
  type KubeObject,
} from '@portolan/plugin-traffic-engine';
import {
  ConnectionProblemError,
  type ClusterResponse,
  type ClusterWriter,
} from '@portolan/plugin-traffic-node';
import { describeRefusal } from './describeRefusal';

/** The name under which the portal owns the fields that it writes. */
const FIELD_MANAGER = 'portolan';

const TAKE_BACK_MS = 10_000;
/** Deleted, being deleted, or not there any more; 409 is an object of the same name that somebody else made since. */
const GONE: readonly number[] = [200, 202, 404, 409];

/** One object to write, where it stands, and what the live view holds of it. */
export interface PlannedWrite {
  readonly manifest: KubeObject;
  /** Path of the object in the API. */
  readonly path: string;
  readonly existing: KubeObject | undefined;
}

export interface Written {
  readonly object: KubeObject;
  readonly action: RouteApplied['objects'][number]['action'];
}

/**
 * Writes all objects or none: every one is put before the server in a dry run first, and when a later write fails all the
 * same, those that this call created are removed again. Throws a sentence that says what was refused and by whom.
 */
export async function writeManifests(
  writer: ClusterWriter,
  writes: readonly PlannedWrite[],
  options: { cluster: string; signal: AbortSignal },
): Promise<readonly Written[]> {
  for (const write of writes) {
    await applyOne(writer, write, { ...options, dryRun: true });
  }
  const written: (Written & { path: string })[] = [];
  try {
    for (const write of writes) {
      const object = await applyOne(writer, write, {
        ...options,
        dryRun: false,
      });
      written.push({
        object,
        action: actionOf(write, object),
        path: write.path,
      });
    }
  } catch (error) {
    const left = await takeBack(writer, written);
    throw left.length > 0 ? withRest(error, left, options.cluster) : error;
  }
  return written;
}

async function applyOne(
  writer: ClusterWriter,
  { manifest, path }: PlannedWrite,
  options: { cluster: string; signal: AbortSignal; dryRun: boolean },
): Promise<KubeObject> {
  const { cluster, signal, dryRun } = options;
  const name = `${manifest.kind} ${manifest.metadata.namespace ?? ''}/${
    manifest.metadata.name
  }`;
  let response: ClusterResponse;
  try {
    response = await writer.apply(path, manifest, {
      fieldManager: FIELD_MANAGER,
      dryRun,
      signal,
    });
  } catch (error) {
    const why =
      error instanceof ConnectionProblemError ? ` ${error.message}` : '';
    throw new ServiceUnavailableError(
      `Cluster ${cluster} could not be asked to write ${name}.${why}`,
    );
  }
  if (response.status === 200 || response.status === 201) {
    const parsed = parseKubeObject(JSON.parse(response.body));
    if (parsed.ok) {
      return parsed.object;
    }
  }
  const refusal = describeRefusal(response, { cluster, name });
  throw response.status === 409
    ? new ConflictError(refusal)
    : new InputError(refusal);
}

function actionOf(
  { existing }: PlannedWrite,
  object: KubeObject,
): Written['action'] {
  if (!existing || existing.metadata.uid !== object.metadata.uid) {
    return 'created';
  }
  // The store keeps no resourceVersion; a generation counts changes of the spec only.
  const { generation, labels, annotations } = existing.metadata;
  const now = object.metadata;
  return generation === now.generation &&
    isDeepStrictEqual(labels, now.labels) &&
    isDeepStrictEqual(annotations, now.annotations)
    ? 'unchanged'
    : 'updated';
}

/** Removes what was created, with time of its own: the write may have failed because its time was up. @returns what stayed */
async function takeBack(
  writer: ClusterWriter,
  written: readonly (Written & { path: string })[],
): Promise<readonly KubeObject[]> {
  const left: KubeObject[] = [];
  for (const { object, action, path } of written) {
    const { uid } = object.metadata;
    if (action !== 'created' || !uid) {
      continue;
    }
    const signal = AbortSignal.timeout(TAKE_BACK_MS);
    const isGone = await writer.remove(path, { uid, signal }).then(
      ({ status }) => GONE.includes(status),
      () => false,
    );
    if (!isGone) {
      left.push(object);
    }
  }
  return left;
}

/** The failure, and what somebody must remove by hand. */
function withRest(
  error: unknown,
  left: readonly KubeObject[],
  cluster: string,
): Error {
  const why = error instanceof Error ? error.message : 'A write failed.';
  const names = left.map(
    ({ kind, metadata }) =>
      `${kind} ${metadata.namespace ?? ''}/${metadata.name}`,
  );
  return new ServiceUnavailableError(
    `${why} Before that ${names.join(
      ', ',
    )} was made in cluster ${cluster} and could not be taken back: remove it, or apply the route again.`,
  );
}

/** The path of an object of a served kind in the API. */
export function apiPath(options: {
  apiVersion: string;
  plural: string;
  namespace: string;
  name: string;
}): string {
  const { apiVersion, plural, namespace, name } = options;
  const root = groupOf(apiVersion) === '' ? '/api' : '/apis';
  return `${root}/${apiVersion}/namespaces/${encodeURIComponent(
    namespace,
  )}/${plural}/${encodeURIComponent(name)}`;
}
