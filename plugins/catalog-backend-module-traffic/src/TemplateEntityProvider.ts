import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  ANNOTATION_LOCATION,
  ANNOTATION_ORIGIN_LOCATION,
  entityEnvelopeSchemaValidator,
  type Entity,
} from '@backstage/catalog-model';
import type {
  EntityProvider,
  EntityProviderConnection,
} from '@backstage/plugin-catalog-node';
import { parse } from 'yaml';

const asEntity = entityEnvelopeSchemaValidator<Entity>();

/**
 * Emits one Template entity per folder of `templatesDir`, read from its template.yaml. Each says that it is managed by
 * that file, so that relative addresses in its steps resolve inside the installed package.
 */
export class TemplateEntityProvider implements EntityProvider {
  readonly #templatesDir: string;

  constructor(options: { templatesDir: string }) {
    this.#templatesDir = options.templatesDir;
  }

  getProviderName(): string {
    return 'portolan-templates';
  }

  /** Replaces everything that this provider emitted before; rejects when a template cannot be read as an entity. */
  async connect(connection: EntityProviderConnection): Promise<void> {
    const folders = await readdir(this.#templatesDir);
    const entities = await Promise.all(
      folders
        .sort()
        .map(folder =>
          readTemplate(join(this.#templatesDir, folder, 'template.yaml')),
        ),
    );
    await connection.applyMutation({
      type: 'full',
      entities: entities.map(entity => ({
        entity,
        locationKey: this.getProviderName(),
      })),
    });
  }
}

async function readTemplate(file: string): Promise<Entity> {
  const entity = asEntity(parse(await readFile(file, 'utf8')));
  const location = `file:${file}`;
  return {
    ...entity,
    metadata: {
      ...entity.metadata,
      annotations: {
        ...entity.metadata.annotations,
        [ANNOTATION_LOCATION]: location,
        [ANNOTATION_ORIGIN_LOCATION]: location,
      },
    },
  };
}
