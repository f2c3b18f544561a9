import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  createMockDirectory,
  mockCredentials,
} from '@backstage/backend-test-utils';
import { createMockActionContext } from '@backstage/plugin-scaffolder-node-test-utils';
import {
  routeProposalSchema,
  type RouteProposal,
} from '@portolan/plugin-traffic-common';
import { parse } from 'yaml';
import { z } from 'zod';
import { cartEffect, cartRouteRef } from '../__testUtils__/cartEffect';
import { createRouteApplyAction } from './createRouteApplyAction';
import { createRoutePreviewAction } from './createRoutePreviewAction';
import { applyExamples, previewExamples } from './examples';
import type { RouteInput } from './routeInput';

const NOOR = mockCredentials.user('user:default/noor');
const stepsSchema = z.object({
  steps: z.array(
    z.object({ action: z.string(), input: z.custom<RouteInput>() }),
  ),
});

function readExample(example: string) {
  const [step] = stepsSchema.parse(parse(example)).steps;
  return step;
}

function createCaller(effect = cartEffect()) {
  return {
    preview: jest.fn(async (_: RouteProposal) => effect),
    apply: jest.fn(async (_: RouteProposal) => ({
      objects: [{ ref: cartRouteRef, action: 'created' as const }],
      urls: ['https://cart.tideline.example/*'],
    })),
  };
}

describe('the actions', () => {
  const workspace = createMockDirectory();
  beforeEach(() => workspace.clear());

  function createContext<T extends RouteInput>(input: T, isDryRun = false) {
    return {
      ...createMockActionContext<T>({ input, workspacePath: workspace.path }),
      isDryRun,
      getInitiatorCredentials: async () => NOOR,
    };
  }
  const [{ example }] = applyExamples;
  const { input } = readExample(example);

  it.each(previewExamples)(
    'preview: $description',
    async ({ example: text }) => {
      const step = readExample(text);
      const caller = createCaller();
      const action = createRoutePreviewAction({ caller });
      expect(step.action).toBe(action.id);
      const ctx = createContext(step.input);
      await action.handler(ctx);
      const [proposal] = caller.preview.mock.calls[0];
      expect(routeProposalSchema.parse(proposal)).toEqual(proposal);
      expect(caller.preview).toHaveBeenCalledWith(
        proposal,
        expect.objectContaining({ credentials: NOOR }),
      );
      expect(caller.apply).not.toHaveBeenCalled();
      expect(ctx.output).toHaveBeenCalledWith('manifests', 'kind: HTTPRoute\n');
    },
  );

  it.each(applyExamples)('apply: $description', async ({ example: text }) => {
    const step = readExample(text);
    const caller = createCaller();
    const action = createRouteApplyAction({ caller });
    expect(step.action).toBe(action.id);
    const ctx = createContext(step.input);
    await action.handler(ctx);
    const [proposal] = caller.apply.mock.calls[0];
    expect(routeProposalSchema.parse(proposal)).toEqual(proposal);
    expect(ctx.output).toHaveBeenCalledWith('urls', [
      'https://cart.tideline.example/*',
    ]);
  });

  it('puts the manifests where a publish action finds them', async () => {
    const ctx = createContext({ ...input, targetPath: 'deploy/routes' });
    await createRoutePreviewAction({ caller: createCaller() }).handler(ctx);
    const file = 'deploy/routes/httproute-shop-cart-new.yaml';
    expect(ctx.output).toHaveBeenCalledWith('files', [file]);
    await expect(readFile(join(workspace.path, file), 'utf8')).resolves.toBe(
      'kind: HTTPRoute\n',
    );
  });

  it('writes nothing outside of the workspace', async () => {
    const ctx = createContext({ ...input, targetPath: '../elsewhere' });
    await expect(
      createRoutePreviewAction({ caller: createCaller() }).handler(ctx),
    ).rejects.toThrow(/not allowed|outside/i);
  });

  it('gives a name that tries to leave the folder a file inside of it', async () => {
    const caller = createCaller(
      cartEffect({
        manifests: [
          {
            object: {
              kind: 'HTTPRoute',
              metadata: { namespace: 'shop', name: '../../../evil' },
            },
            yaml: 'a: 1\n',
          },
        ],
      }),
    );
    const ctx = createContext(input);
    await createRoutePreviewAction({ caller }).handler(ctx);
    expect(ctx.output).toHaveBeenCalledWith('files', [
      'httproute-shop--evil.yaml',
    ]);
  });

  it.each(['preview', 'apply'] as const)(
    'fails %s with the field that the API would refuse',
    async kind => {
      const refusals = [{ path: 'spec.hostnames[0]', message: 'is no host' }];
      const caller = createCaller(cartEffect({ refusals }));
      const action =
        kind === 'preview'
          ? createRoutePreviewAction({ caller })
          : createRouteApplyAction({ caller });
      await expect(action.handler(createContext(input, true))).rejects.toThrow(
        'spec.hostnames[0] is no host',
      );
    },
  );

  it('only asks in a dry run', async () => {
    const caller = createCaller();
    const ctx = createContext(input, true);
    await createRouteApplyAction({ caller }).handler(ctx);
    expect(caller.preview).toHaveBeenCalledTimes(1);
    expect(caller.apply).not.toHaveBeenCalled();
    expect(ctx.output).toHaveBeenCalledWith('objects', []);
  });

  it('takes references and hosts in any case, and empty values for none', async () => {
    const caller = createCaller();
    const ctx = createContext({
      ...input,
      entityRef: 'Component:Default/Cart',
      hostnames: ['Cart.Tideline.Example '],
      method: '',
      requestTimeout: '',
    });
    await createRouteApplyAction({ caller }).handler(ctx);
    expect(caller.apply.mock.calls[0][0]).toMatchObject({
      entityRef: 'component:default/cart',
      hostnames: ['cart.tideline.example'],
      method: null,
      requestTimeout: null,
      path: { type: 'PathPrefix', value: '/' },
    });
  });
});
