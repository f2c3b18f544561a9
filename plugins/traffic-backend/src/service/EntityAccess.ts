import type {
  BackstageCredentials,
  LoggerService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import type { Entity } from '@backstage/catalog-model';
import { ResponseError, ServiceUnavailableError } from '@backstage/errors';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import {
  AuthorizeResult,
  type BasicPermission,
  type ResourcePermission,
} from '@backstage/plugin-permission-common';

const READ_FIELDS = [
  'kind',
  'metadata.namespace',
  'metadata.name',
  'metadata.annotations',
];

/**
 * How many entities one request is about. The permission backend takes no more than 100 kB of JSON, and a question about an
 * entity is some 250 bytes.
 */
const BATCH = 200;

/** What a caller may know and do: asked of the catalog and the permission backend with the caller's credentials. */
export interface AskedBy {
  readonly credentials: BackstageCredentials;
}

/**
 * The two questions behind every answer. When either is not answered, the answer is a ServiceUnavailableError: it never
 * becomes a yes, and never "there is no such entity".
 */
export class EntityAccess {
  readonly #options: {
    catalog: CatalogService;
    permissions: PermissionsService;
    logger: LoggerService;
  };

  constructor(options: {
    catalog: CatalogService;
    permissions: PermissionsService;
    logger: LoggerService;
  }) {
    this.#options = options;
  }

  /** The entities that the catalog shows the caller, by reference; one request per {@link BATCH}. */
  async readEntities(
    entityRefs: string[],
    caller: AskedBy,
  ): Promise<ReadonlyMap<string, Entity>> {
    const items = await this.#ask('the catalog', () =>
      inBatches(entityRefs, async batch => {
        const answer = await this.#options.catalog.getEntitiesByRefs(
          { entityRefs: batch, fields: READ_FIELDS },
          caller,
        );
        return answer.items;
      }),
    );
    return new Map(
      entityRefs.flatMap((ref, position) => {
        const entity = items[position];
        return entity ? [[ref, entity] as const] : [];
      }),
    );
  }

  /** The entities for which the caller holds the permission; one request per {@link BATCH}. */
  async listAllowed(
    permission: ResourcePermission,
    entityRefs: string[],
    caller: AskedBy,
  ): Promise<ReadonlySet<string>> {
    const decisions = await this.#ask('the permission backend', () =>
      inBatches(entityRefs, batch =>
        this.#options.permissions.authorize(
          batch.map(resourceRef => ({ permission, resourceRef })),
          caller,
        ),
      ),
    );
    return new Set(
      entityRefs.filter(
        (_, position) => decisions[position]?.result === AuthorizeResult.ALLOW,
      ),
    );
  }

  /** Whether the caller holds a permission that is about no single entity. */
  async isAllowed(
    permission: BasicPermission,
    caller: AskedBy,
  ): Promise<boolean> {
    const [decision] = await this.#ask('the permission backend', () =>
      this.#options.permissions.authorize([{ permission }], caller),
    );
    return decision.result === AuthorizeResult.ALLOW;
  }

  async #ask<T>(whom: string, ask: () => Promise<T>): Promise<T> {
    try {
      return await ask();
    } catch (error) {
      this.#options.logger.warn(
        `A read was refused because ${whom} did not answer: ${nameOf(error)}.`,
      );
      throw new ServiceUnavailableError(
        `It could not be found out what you may read, because ${whom} did not answer. Try again in a moment.`,
      );
    }
  }
}

/** The answers in the order of the questions; one request even when there is nothing to ask. */
async function inBatches<T>(
  refs: string[],
  ask: (batch: string[]) => Promise<T[]>,
): Promise<T[]> {
  const batches = [refs.slice(0, BATCH)];
  for (let from = BATCH; from < refs.length; from += BATCH) {
    batches.push(refs.slice(from, from + BATCH));
  }
  return (await Promise.all(batches.map(ask))).flat();
}

/** What went wrong without what the other side said: its answer may hold what the log must not. */
function nameOf(error: unknown): string {
  if (error instanceof ResponseError) {
    return `${error.name} ${error.statusCode}`;
  }
  return error instanceof Error ? error.name : 'Error';
}
