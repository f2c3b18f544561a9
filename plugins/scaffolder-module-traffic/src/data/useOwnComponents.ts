import { useEffect, useState } from 'react';
import {
  RELATION_OWNED_BY,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import { identityApiRef, useApi } from '@backstage/core-plugin-api';
import {
  catalogApiRef,
  type CatalogApi,
} from '@backstage/plugin-catalog-react';
import { KUBERNETES_ANNOTATIONS } from '@portolan/plugin-traffic-common';
import { CATALOG_FILTER_EXISTS } from '@backstage/catalog-client';
import type { Answer } from './Answer';

interface OwnComponent {
  entityRef: string;
  title: string;
}

/** The components that the signed-in person owns, alone or through a group, and that an annotation binds to workloads. */
export function useOwnComponents(): Answer<OwnComponent[]> {
  const catalogApi = useApi(catalogApiRef);
  const identityApi = useApi(identityApiRef);
  const [answer, setAnswer] = useState<Answer<OwnComponent[]>>({
    status: 'pending',
  });
  useEffect(() => {
    let isGone = false;
    const settle = (next: Answer<OwnComponent[]>) => {
      if (!isGone) {
        setAnswer(next);
      }
    };
    identityApi
      .getBackstageIdentity()
      .then(({ ownershipEntityRefs }) =>
        listOwned(catalogApi, ownershipEntityRefs),
      )
      .then(
        value => settle({ status: 'ready', value }),
        (failure: unknown) => settle({ status: 'error', failure }),
      );
    return () => {
      isGone = true;
    };
  }, [catalogApi, identityApi]);
  return answer;
}

async function listOwned(
  catalogApi: CatalogApi,
  owners: string[],
): Promise<OwnComponent[]> {
  const owned = {
    kind: 'component',
    [`relations.${RELATION_OWNED_BY}`]: owners,
  };
  const { items } = await catalogApi.getEntities({
    filter: [
      KUBERNETES_ANNOTATIONS.id,
      KUBERNETES_ANNOTATIONS.labelSelector,
    ].map(annotation => ({
      ...owned,
      [`metadata.annotations.${annotation}`]: CATALOG_FILTER_EXISTS,
    })),
    fields: ['kind', 'metadata.namespace', 'metadata.name', 'metadata.title'],
  });
  return items
    .map(entity => ({
      entityRef: stringifyEntityRef(entity),
      title: entity.metadata.title ?? entity.metadata.name,
    }))
    .sort((a, b) => a.title.localeCompare(b.title));
}
