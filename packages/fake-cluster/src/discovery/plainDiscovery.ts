import { apiVersionOf } from '../model/KubeObject';
import type { ResourceType } from '../model/ResourceType';
import type { ReviewResource } from '../auth/reviewResources';

/** One kind in one version, as discovery lists it. */
export interface DiscoveredVersion {
  group: string;
  version: string;
  types: readonly ResourceType[];
  reviews: readonly ReviewResource[];
}

/** The verbs of every kind; deletecollection is left out because this server refuses it. */
export const RESOURCE_VERBS = [
  'create',
  'delete',
  'get',
  'list',
  'patch',
  'update',
  'watch',
] as const;
/** The verbs of a status subresource. */
export const STATUS_VERBS = ['get', 'patch', 'update'] as const;

function versionRank(version: string): number[] {
  const match = /^v(\d+)(?:(alpha|beta)(\d+))?$/.exec(version);
  if (!match) return [-1, 0, 0];
  const [, major, stage, minor] = match;
  const stages = { alpha: 0, beta: 1 };
  const rank = stage === 'alpha' || stage === 'beta' ? stages[stage] : 2;
  return [rank, Number(major), Number(minor ?? 0)];
}

/** Orders versions as the real server does: stable before beta before alpha, newer before older. */
export function compareVersions(a: string, b: string): number {
  const left = versionRank(a);
  const right = versionRank(b);
  for (let i = 0; i < left.length; i++) {
    if (left[i] !== right[i]) return right[i] - left[i];
  }
  return a < b ? -1 : Number(a > b);
}

/** Sorts the served kinds by group and version. */
export function listVersions(
  types: readonly ResourceType[],
  reviews: readonly ReviewResource[],
): DiscoveredVersion[] {
  const keys = new Set([
    ...types.flatMap(type =>
      type.versions.map(version => `${type.group} ${version.name}`),
    ),
    ...reviews.map(review => `${review.group} ${review.version}`),
  ]);
  return [...keys]
    .map(key => {
      const [group, version] = key.split(' ');
      return {
        group,
        version,
        types: types.filter(
          type =>
            type.group === group &&
            type.versions.some(candidate => candidate.name === version),
        ),
        reviews: reviews.filter(
          review => review.group === group && review.version === version,
        ),
      };
    })
    .sort((a, b) =>
      a.group === b.group
        ? compareVersions(a.version, b.version)
        : Number(a.group > b.group) - Number(a.group < b.group),
    );
}

/** `GET /api` */
export function renderApiVersions(host: string): object {
  return {
    kind: 'APIVersions',
    versions: ['v1'],
    serverAddressByClientCIDRs: [
      { clientCIDR: '0.0.0.0/0', serverAddress: host },
    ],
  };
}

/** One group of `GET /apis`; undefined when the group has no served version. */
export function renderGroup(
  group: string,
  versions: readonly DiscoveredVersion[],
): object | undefined {
  const own = versions
    .filter(candidate => candidate.group === group)
    .map(({ version }) => ({
      groupVersion: apiVersionOf(group, version),
      version,
    }));
  return own.length
    ? { name: group, versions: own, preferredVersion: own[0] }
    : undefined;
}

/** `GET /apis` */
export function renderGroupList(
  versions: readonly DiscoveredVersion[],
): object {
  const groups = [...new Set(versions.map(({ group }) => group))].filter(
    group => group !== '',
  );
  return {
    kind: 'APIGroupList',
    apiVersion: 'v1',
    groups: groups.map(group => renderGroup(group, versions)),
  };
}

/** `GET /api/v1`, `GET /apis/<group>/<version>` */
export function renderResourceList(discovered: DiscoveredVersion): object {
  const { group, version, types, reviews } = discovered;
  return {
    kind: 'APIResourceList',
    ...(group === '' ? {} : { apiVersion: 'v1' }),
    groupVersion: apiVersionOf(group, version),
    resources: [
      ...types.flatMap(type => [
        {
          name: type.plural,
          singularName: type.singular,
          namespaced: type.namespaced,
          kind: type.kind,
          verbs: RESOURCE_VERBS,
          ...(type.shortNames.length ? { shortNames: type.shortNames } : {}),
          ...(type.categories.length ? { categories: type.categories } : {}),
        },
        ...(type.statusSubresource
          ? [
              {
                name: `${type.plural}/status`,
                singularName: '',
                namespaced: type.namespaced,
                kind: type.kind,
                verbs: STATUS_VERBS,
              },
            ]
          : []),
      ]),
      ...reviews.map(review => ({
        name: review.plural,
        singularName: review.kind.toLowerCase(),
        namespaced: false,
        kind: review.kind,
        verbs: ['create'],
      })),
    ],
  };
}
