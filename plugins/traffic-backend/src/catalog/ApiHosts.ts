import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import type { Entity } from '@backstage/catalog-model';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import { listServerHosts } from '@portolan/plugin-traffic-engine';
import { refOf } from './toFacts';

/** Definitions may be megabytes: few at a time. */
const BATCH = 20;

interface KnownHosts {
  readonly etag: string;
  readonly hosts: readonly string[];
}

/**
 * The hosts that the definitions of OpenAPI entities name as their servers. A definition is asked for once per version of its
 * entity, and nothing of it is kept but the hosts.
 */
export class ApiHosts {
  readonly #catalog: CatalogService;
  #known = new Map<string, KnownHosts>();

  constructor(catalog: CatalogService) {
    this.#catalog = catalog;
  }

  /** The hosts by entity reference; rejects when the catalog fails. */
  async read(
    apis: readonly Entity[],
    credentials: BackstageCredentials,
  ): Promise<ReadonlyMap<string, readonly string[]>> {
    const wanted = new Map(
      apis.map(api => [refOf(api), api.metadata.etag ?? '']),
    );
    const next = new Map<string, KnownHosts>();
    const changed: string[] = [];
    for (const [ref, etag] of wanted) {
      const known = this.#known.get(ref);
      if (known?.etag === etag && etag !== '') {
        next.set(ref, known);
      } else {
        changed.push(ref);
      }
    }
    for (let from = 0; from < changed.length; from += BATCH) {
      const { items } = await this.#catalog.getEntitiesByRefs(
        {
          entityRefs: changed.slice(from, from + BATCH),
          fields: [
            'kind',
            'metadata.namespace',
            'metadata.name',
            'spec.definition',
          ],
        },
        { credentials },
      );
      for (const item of items) {
        if (item) {
          const ref = refOf(item);
          const definition = item.spec?.definition;
          next.set(ref, {
            etag: wanted.get(ref) ?? '',
            hosts:
              typeof definition === 'string' ? listServerHosts(definition) : [],
          });
        }
      }
    }
    this.#known = next;
    return new Map([...next].map(([ref, { hosts }]) => [ref, hosts]));
  }
}
