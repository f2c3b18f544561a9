import {
  createMockDirectory,
  startTestBackend,
} from '@backstage/backend-test-utils';
import {
  catalogProcessingExtensionPoint,
  type EntityProvider,
  type EntityProviderConnection,
  type EntityProviderMutation,
} from '@backstage/plugin-catalog-node';
import catalogModuleTraffic from './index';
import { TemplateEntityProvider } from './TemplateEntityProvider';

async function connect(provider: EntityProvider) {
  const applyMutation = jest.fn(
    async (_: EntityProviderMutation): Promise<void> => {},
  );
  const connection: EntityProviderConnection = {
    applyMutation,
    refresh: async () => {},
  };
  await provider.connect(connection);
  return applyMutation.mock.calls.map(([mutation]) => mutation);
}

describe('catalogModuleTraffic', () => {
  it('registers the template from the package', async () => {
    const providers: EntityProvider[] = [];
    const backend = await startTestBackend({
      features: [catalogModuleTraffic],
      extensionPoints: [
        [
          catalogProcessingExtensionPoint,
          {
            addEntityProvider: (
              ...added: Array<EntityProvider | EntityProvider[]>
            ) => void providers.push(...added.flat()),
            addProcessor: () => {},
            addPlaceholderResolver: () => {},
            setOnProcessingErrorHandler: () => {},
          },
        ],
      ],
    });
    const mutations = await connect(providers[0]);
    expect(mutations).toEqual([
      {
        type: 'full',
        entities: [
          {
            locationKey: 'portolan-templates',
            entity: expect.objectContaining({
              kind: 'Template',
              metadata: expect.objectContaining({
                name: 'new-gateway-route',
                annotations: {
                  'backstage.io/managed-by-location': expect.stringMatching(
                    /^file:\/.*templates\/new-gateway-route\/template\.yaml$/,
                  ),
                  'backstage.io/managed-by-origin-location':
                    expect.stringMatching(/^file:\//),
                },
              }),
            }),
          },
        ],
      },
    ]);
    await backend.stop();
  });
});

describe('TemplateEntityProvider', () => {
  const templates = createMockDirectory();

  it('emits nothing of a folder that holds something else', async () => {
    templates.setContent({ broken: { 'template.yaml': 'kind: 1\n' } });
    const provider = new TemplateEntityProvider({
      templatesDir: templates.path,
    });
    await expect(connect(provider)).rejects.toThrow(/apiVersion/);
  });
});
