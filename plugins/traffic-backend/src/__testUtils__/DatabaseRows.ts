import {
  coreServices,
  createBackendModule,
  type BackendFeature,
  type DatabaseService,
} from '@backstage/backend-plugin-api';

/** Reads every row of the databases of some plugins, whatever their tables are. */
export class DatabaseRows {
  readonly #databases = new Map<string, DatabaseService>();
  readonly #pluginIds: readonly string[];

  constructor(pluginIds: readonly string[]) {
    this.#pluginIds = pluginIds;
  }

  /** Goes into the features of a test backend. */
  get features(): BackendFeature[] {
    return this.#pluginIds.map(pluginId =>
      createBackendModule({
        pluginId,
        moduleId: 'rows-of-the-test',
        register: env =>
          env.registerInit({
            deps: { database: coreServices.database },
            init: async ({ database }) => {
              this.#databases.set(pluginId, database);
            },
          }),
      }),
    );
  }

  /** All rows as text, each with its plugin and table in front. */
  async read(): Promise<string[]> {
    const rows: string[] = [];
    for (const [pluginId, database] of this.#databases) {
      const client = await database.getClient();
      const tables: { name: string }[] = await client('sqlite_master')
        .select('name')
        .where({ type: 'table' });
      for (const { name } of tables) {
        const found: unknown[] = await client(name).select('*');
        rows.push(
          ...found.map(row => `${pluginId}.${name} ${JSON.stringify(row)}`),
        );
      }
    }
    return rows;
  }
}
