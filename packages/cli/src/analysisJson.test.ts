import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import {
  analyze,
  connectivityIn,
  explainConnectionIn,
  explainRequestIn,
} from '@portolan/plugin-traffic-engine';
import { raw } from 'jq-wasm';

const PAGE = resolve(__dirname, '../../../docs/analysis-json.md');
const EXAMPLE = /^```jq ?(\w*)\n([\s\S]*?)\n```\n\n```text\n([\s\S]*?)```$/gm;

const page = readFileSync(PAGE, 'utf8');
const [, manifests] = /```yaml\n([\s\S]*?)\n```/.exec(page) ?? [];
const documents = [{ text: manifests }];
const inputs: Readonly<Record<string, object>> = {
  '': analyze(documents),
  request: explainRequestIn(documents, {
    method: 'GET',
    url: 'http://shop.example/cart/1?v=2',
    headers: { 'x-beta': '1' },
  }),
  explain: explainConnectionIn(documents, {
    from: 'shop/cart',
    to: '203.0.113.7',
    port: 443,
  }),
  connectivity: connectivityIn(documents),
};
const examples = [...page.matchAll(EXAMPLE)].map(
  ([whole, input, filter, expected]) => ({ whole, input, filter, expected }),
);

/** One value a line. */
async function print(input: string, filter: string): Promise<string> {
  return `${await raw(inputs[input], filter, ['-c'])}\n`;
}

/** What the page has to say: what it says, or what it is told to say now on request. */
function expectedOf(
  { whole, expected }: (typeof examples)[number],
  printed: string,
): string {
  if (!process.env.PORTOLAN_UPDATE_SCENARIOS || process.env.CI) {
    return expected;
  }
  const renewed = whole.replace(
    `\`\`\`text\n${expected}\`\`\``,
    () => `\`\`\`text\n${printed}\`\`\``,
  );
  writeFileSync(
    PAGE,
    readFileSync(PAGE, 'utf8').replace(whole, () => renewed),
  );
  return printed;
}

describe('docs/analysis-json.md', () => {
  it.each(examples)('tells what $filter prints', async example => {
    const printed = await print(example.input, example.filter);
    expect(printed.trim()).not.toBe('');
    expect(printed).toBe(expectedOf(example, printed));
  });

  it('has an example for each part of the answer', () => {
    const filters = examples.map(({ filter }) => filter).join('\n');
    for (const part of [
      'listeners',
      'attachments',
      'routes',
      'policies',
      'workloads',
      'dependencies',
      'findings',
      'problems',
      'clusters',
    ]) {
      expect(filters).toContain(`.${part}[]`);
    }
  });
});
