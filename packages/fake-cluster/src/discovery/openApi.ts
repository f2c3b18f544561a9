import { apiVersionOf } from '../model/KubeObject';
import type { DiscoveredVersion } from './plainDiscovery';

function basePath(group: string, version: string): string {
  return group === '' ? `api/${version}` : `apis/${group}/${version}`;
}

/** `GET /openapi/v3`: where the document of each group and version is. `revision` changes when their content does. */
export function renderOpenApiIndex(
  versions: readonly DiscoveredVersion[],
  revision: string,
): object {
  return {
    paths: Object.fromEntries(
      versions.map(({ group, version }) => {
        const path = basePath(group, version);
        return [
          path,
          { serverRelativeURL: `/openapi/v3/${path}?hash=${revision}` },
        ];
      }),
    ),
  };
}

function queryParameter(name: string): object {
  return { name, in: 'query', schema: { type: 'string' } };
}

/**
 * `GET /openapi/v3/<group version>`: for each kind the one path that kubectl looks for. Its validation and dry run depend
 * on a PATCH that names the kind and has the parameters `fieldValidation` and `dryRun`.
 */
export function renderOpenApiDocument(discovered: DiscoveredVersion): object {
  const { group, version, types } = discovered;
  const base = `/${basePath(group, version)}`;
  return {
    openapi: '3.0.0',
    info: {
      title: apiVersionOf(group, version),
      version: 'fake-cluster',
      description:
        'The paths and parameters that clients look for. Schemas of the kinds are not published by this server.',
    },
    paths: Object.fromEntries(
      types.map(type => {
        const scope = type.namespaced ? '/namespaces/{namespace}' : '';
        const gvk = { group, version, kind: type.kind };
        return [
          `${base}${scope}/${type.plural}/{name}`,
          {
            patch: {
              operationId: `patch${type.kind}`,
              parameters: [
                queryParameter('dryRun'),
                queryParameter('fieldManager'),
                queryParameter('fieldValidation'),
                queryParameter('force'),
              ],
              responses: { 200: { description: 'OK' } },
              'x-kubernetes-action': 'patch',
              'x-kubernetes-group-version-kind': gvk,
            },
          },
        ];
      }),
    ),
    components: { schemas: {} },
  };
}
