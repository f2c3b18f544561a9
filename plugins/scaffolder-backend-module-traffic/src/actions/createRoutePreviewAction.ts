import { InputError } from '@backstage/errors';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { describeEffect, describeRefusals } from '../effect/describeEffect';
import { writeManifestFiles } from '../effect/writeManifestFiles';
import type { TrafficCaller } from '../TrafficCaller';
import { previewExamples } from './examples';
import { createRouteInput, toProposal } from './routeInput';

/**
 * `traffic:route:preview`: says in the log what a route would do now, and puts its manifests into the workspace. Fails
 * with a sentence that names each field which the API would refuse. Writes to no cluster, in a dry run or otherwise.
 */
export function createRoutePreviewAction({
  caller,
}: {
  caller: Pick<TrafficCaller, 'preview'>;
}) {
  return createTemplateAction({
    id: 'traffic:route:preview',
    description:
      'Says what a new gateway route would do, and puts its manifests into the workspace',
    examples: previewExamples,
    supportsDryRun: true,
    schema: {
      input: z =>
        createRouteInput(z).extend({
          targetPath: z
            .string()
            .optional()
            .describe('The folder of the workspace for the manifests'),
        }),
      output: z =>
        z.object({
          urls: z.array(z.string()).describe('The URLs that it would create'),
          manifests: z.string().describe('All manifests as one YAML text'),
          files: z
            .array(z.string())
            .describe('The files that were written, relative to the workspace'),
          effect: z
            .string()
            .describe('What it would do, a Markdown list of sentences'),
        }),
    },
    async handler(ctx) {
      const { targetPath = '.', ...input } = ctx.input;
      const effect = await caller.preview(toProposal(input), {
        credentials: await ctx.getInitiatorCredentials(),
        signal: ctx.signal,
      });
      const refused = describeRefusals(effect);
      if (refused) {
        throw new InputError(refused);
      }
      const sentences = describeEffect(effect);
      sentences.forEach(sentence => ctx.logger.info(sentence));
      const files = await writeManifestFiles(effect.manifests, {
        workspacePath: ctx.workspacePath,
        targetPath,
      });
      ctx.output(
        'urls',
        effect.routes.created.map(({ url }) => url),
      );
      ctx.output(
        'manifests',
        effect.manifests.map(({ yaml }) => yaml).join('---\n'),
      );
      ctx.output('files', files);
      ctx.output(
        'effect',
        sentences.map(sentence => `- ${sentence}`).join('\n'),
      );
    },
  });
}
