import type { ResourceType } from '../model/ResourceType';
import type { ReviewResource } from '../auth/reviewResources';
import { RESOURCE_VERBS, STATUS_VERBS } from './plainDiscovery';
import type { DiscoveredVersion } from './plainDiscovery';

/** The versions of the aggregated form that kubectl asks for. */
export type AggregatedVersion = 'v2' | 'v2beta1';

function renderType(
  type: ResourceType,
  group: string,
  version: string,
): object {
  const responseKind = { group, version, kind: type.kind };
  return {
    resource: type.plural,
    responseKind,
    scope: type.namespaced ? 'Namespaced' : 'Cluster',
    singularResource: type.singular,
    verbs: RESOURCE_VERBS,
    ...(type.shortNames.length ? { shortNames: type.shortNames } : {}),
    ...(type.categories.length ? { categories: type.categories } : {}),
    ...(type.statusSubresource
      ? {
          subresources: [
            { subresource: 'status', responseKind, verbs: STATUS_VERBS },
          ],
        }
      : {}),
  };
}

function renderReview(review: ReviewResource): object {
  const { group, version, kind } = review;
  return {
    resource: review.plural,
    responseKind: { group, version, kind },
    scope: 'Cluster',
    singularResource: kind.toLowerCase(),
    verbs: ['create'],
  };
}

/** `GET /api` or `GET /apis` as one document with all groups, versions and kinds (APIGroupDiscoveryList). */
export function renderAggregated(
  versions: readonly DiscoveredVersion[],
  form: AggregatedVersion,
): object {
  const groups = [...new Set(versions.map(({ group }) => group))];
  return {
    kind: 'APIGroupDiscoveryList',
    apiVersion: `apidiscovery.k8s.io/${form}`,
    metadata: {},
    items: groups.map(group => ({
      metadata: { ...(group ? { name: group } : {}), creationTimestamp: null },
      versions: versions
        .filter(candidate => candidate.group === group)
        .map(({ version, types, reviews }) => ({
          version,
          resources: [
            ...types.map(type => renderType(type, group, version)),
            ...reviews.map(renderReview),
          ],
          freshness: 'Current',
        })),
    })),
  };
}
