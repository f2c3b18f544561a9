import type { ClusterConnection } from '@portolan/plugin-traffic-node';
import { z } from 'zod';
import { groupVersionPath } from './apiPaths';
import { parseJson } from './parseJson';
import { failureOfStatus, ReadFailure } from './ReadFailure';

/** What one version of a group serves: plurals that can be listed and watched, or that the server could not say. */
export type VersionContent = ReadonlySet<string> | 'unknown';

/** Versions by group; the core group is ''. */
export type ApiCatalogue = ReadonlyMap<
  string,
  ReadonlyMap<string, VersionContent>
>;

export interface CatalogueRequest {
  readonly connection: ClusterConnection;
  /** The groups whose content is wanted; the others may be left out. */
  readonly groups: ReadonlySet<string>;
  readonly signal: AbortSignal;
}

const AGGREGATED = [
  'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList',
  'application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList',
  'application/json',
].join(',');

const verbsSchema = z
  .array(z.string())
  .nullish()
  .transform(verbs => verbs ?? []);
const aggregatedSchema = z.looseObject({
  kind: z.literal('APIGroupDiscoveryList'),
  items: z.array(
    z.looseObject({
      metadata: z
        .looseObject({ name: z.string().nullish() })
        .nullish()
        .transform(metadata => metadata?.name ?? ''),
      versions: z.array(
        z.looseObject({
          version: z.string(),
          freshness: z.string().nullish(),
          resources: z
            .array(z.looseObject({ resource: z.string(), verbs: verbsSchema }))
            .nullish()
            .transform(resources => resources ?? []),
        }),
      ),
    }),
  ),
});
const coreVersionsSchema = z.looseObject({
  kind: z.literal('APIVersions'),
  versions: z.array(z.string()),
});
const groupListSchema = z.looseObject({
  kind: z.literal('APIGroupList'),
  groups: z.array(
    z.looseObject({
      name: z.string(),
      versions: z.array(z.looseObject({ version: z.string() })),
    }),
  ),
});
const resourceListSchema = z.looseObject({
  kind: z.literal('APIResourceList'),
  resources: z.array(z.looseObject({ name: z.string(), verbs: verbsSchema })),
});

/** Reads what the API server serves: two requests where it aggregates its discovery, else one more per group version. */
export async function readApiCatalogue(
  request: CatalogueRequest,
): Promise<ApiCatalogue> {
  const [core, named] = await Promise.all([
    readRoot('/api', request),
    readRoot('/apis', request),
  ]);
  return new Map([...core, ...named]);
}

async function readRoot(
  path: '/api' | '/apis',
  request: CatalogueRequest,
): Promise<ApiCatalogue> {
  const response = await request.connection.get(path, {
    signal: request.signal,
    accept: AGGREGATED,
  });
  if (response.status !== 200) {
    throw failureOfStatus('the list of its APIs', response);
  }
  const document = parseJson(response.body);
  const aggregated = aggregatedSchema.safeParse(document);
  if (aggregated.success) {
    return new Map(
      aggregated.data.items.map(group => [
        group.metadata,
        new Map(
          group.versions.map(({ version, freshness, resources }) => [
            version,
            freshness === 'Stale'
              ? 'unknown'
              : watchable(
                  resources.map(({ resource, verbs }) => ({
                    name: resource,
                    verbs,
                  })),
                ),
          ]),
        ),
      ]),
    );
  }
  const groups = plainGroups(path, document);
  return new Map(
    await Promise.all(
      groups
        .filter(group => request.groups.has(group.name))
        .map(group => readPlainGroup(group, request)),
    ),
  );
}

interface PlainGroup {
  readonly name: string;
  readonly versions: readonly string[];
}

function plainGroups(path: '/api' | '/apis', document: unknown): PlainGroup[] {
  const core = coreVersionsSchema.safeParse(document);
  if (path === '/api' && core.success) {
    return [{ name: '', versions: core.data.versions }];
  }
  const named = groupListSchema.safeParse(document);
  if (path === '/apis' && named.success) {
    return named.data.groups.map(({ name, versions }) => ({
      name,
      versions: versions.map(({ version }) => version),
    }));
  }
  throw new ReadFailure({
    problem: {
      reason: 'invalid-response',
      message:
        'What answers at the address of this cluster is not a Kubernetes API server.',
    },
  });
}

async function readPlainGroup(
  group: PlainGroup,
  request: CatalogueRequest,
): Promise<[string, ReadonlyMap<string, VersionContent>]> {
  const contents = await Promise.all(
    group.versions.map(async (version): Promise<[string, VersionContent]> => {
      const { status, body } = await request.connection.get(
        groupVersionPath(group.name, version),
        { signal: request.signal },
      );
      const parsed = resourceListSchema.safeParse(parseJson(body));
      return status === 200 && parsed.success
        ? [version, watchable(parsed.data.resources)]
        : [version, 'unknown'];
    }),
  );
  return [group.name, new Map(contents)];
}

function watchable(
  resources: ReadonlyArray<{ name: string; verbs: readonly string[] }>,
): ReadonlySet<string> {
  return new Set(
    resources
      .filter(({ verbs }) => verbs.includes('list') && verbs.includes('watch'))
      .map(({ name }) => name),
  );
}
