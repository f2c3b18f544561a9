import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Stage } from './Stage';

/** What the terminal says, beside the running demo. */
export function commandSteps(stage: () => Stage): void {
  describe('the commands', () => {
    it('name the busy port and its owner', async () => {
      const { portal } = stage();
      const { exitCode, output } = await portal.command('start');
      assert.equal(exitCode, 1);
      const { port } = new URL(portal.url);
      assert.match(
        output,
        new RegExp(`Port ${port}, for the portal, is taken by process \\d+`),
      );
      assert.match(output, /PORTOLAN_APP_PORT=\d+ npm start/);
    });

    it('tell what the clusters are doing', async () => {
      const { exitCode, output } = await stage().portal.command(
        'demo',
        'status',
      );
      assert.equal(exitCode, 0);
      assert.match(output, /prod-eu answers at https:\/\/127\.0\.0\.1:\d+/);
      assert.match(output, /prod-us answers at https:\/\/127\.0\.0\.1:\d+/);
    });

    for (const { words, exitCode, sentence } of [
      {
        words: ['demo', 'stop', 'nowhere'],
        exitCode: 1,
        sentence: /There is no cluster "nowhere"; the clusters are: prod-eu/,
      },
      {
        words: ['demo', 'fault', 'prod-us', 'hiccup'],
        exitCode: 2,
        sentence: /That is no fault/,
      },
      {
        words: ['demo', 'dance', 'prod-us'],
        exitCode: 2,
        sentence: /There is no command "dance"/,
      },
      {
        words: ['dance'],
        exitCode: 2,
        sentence: /There is no verb "dance"/,
      },
    ]) {
      it(`answer "${words.join(' ')}" with a sentence`, async () => {
        const answer = await stage().portal.command(...words);
        assert.match(answer.output, sentence);
        assert.equal(answer.exitCode, exitCode);
      });
    }
  });
}
