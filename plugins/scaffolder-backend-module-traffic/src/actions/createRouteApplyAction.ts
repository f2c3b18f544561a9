import { InputError } from '@backstage/errors';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import {
  describeEffect,
  describeRef,
  describeRefusals,
} from '../effect/describeEffect';
import type { TrafficCaller } from '../TrafficCaller';
import { applyExamples } from './examples';
import { createRouteInput, toProposal } from './routeInput';

const DONE = {
  created: 'was created',
  updated: 'was changed',
  unchanged: 'was there already as asked for',
};

/**
 * `traffic:route:apply`: writes a route into its cluster as the person who started the task, all objects or none. A task
 * that is retried writes nothing twice. A dry run of the template only asks what would happen.
 */
export function createRouteApplyAction({
  caller,
}: {
  caller: Pick<TrafficCaller, 'preview' | 'apply'>;
}) {
  return createTemplateAction({
    id: 'traffic:route:apply',
    description:
      'Writes a new gateway route into its cluster, after a server-side dry run',
    examples: applyExamples,
    supportsDryRun: true,
    schema: {
      input: z => createRouteInput(z),
      output: z =>
        z.object({
          urls: z.array(z.string()).describe('The URLs that it made'),
          objects: z
            .array(
              z.object({
                ref: z.object({
                  cluster: z.string(),
                  group: z.string(),
                  kind: z.string(),
                  namespace: z.string(),
                  name: z.string(),
                }),
                action: z.enum(['created', 'updated', 'unchanged']),
              }),
            )
            .describe('What was written, and whether it was new'),
        }),
    },
    async handler(ctx) {
      const proposal = toProposal(ctx.input);
      const asked = {
        credentials: await ctx.getInitiatorCredentials(),
        signal: ctx.signal,
      };
      if (ctx.isDryRun) {
        const effect = await caller.preview(proposal, asked);
        const refused = describeRefusals(effect);
        if (refused) {
          throw new InputError(refused);
        }
        describeEffect(effect).forEach(line => ctx.logger.info(line));
        ctx.logger.info('This is a dry run: nothing was written.');
        ctx.output(
          'urls',
          effect.routes.created.map(({ url }) => url),
        );
        ctx.output('objects', []);
        return;
      }
      // The backend answers "unchanged" when it is asked again; the checkpoint keeps the URLs of the first answer.
      const { cluster, namespace, name } = proposal;
      const applied = await ctx.checkpoint({
        key: `traffic.route.apply.${cluster}.${namespace}.${name}`,
        fn: () => caller.apply(proposal, asked),
      });
      applied.objects.forEach(({ ref, action }) =>
        ctx.logger.info(`${describeRef(ref)} ${DONE[action]}.`),
      );
      applied.urls.forEach(url =>
        ctx.logger.info(`${url} is asked for. No controller has looked yet.`),
      );
      ctx.output('urls', applied.urls);
      ctx.output('objects', applied.objects);
    },
  });
}
