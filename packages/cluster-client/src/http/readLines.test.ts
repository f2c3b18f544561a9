import { readLines } from './readLines';

async function linesOf(chunks: readonly (string | Buffer)[]) {
  const lines: string[] = [];
  const stream = (async function* give() {
    for (const chunk of chunks) {
      yield Buffer.from(chunk);
    }
  })();
  for await (const line of readLines(stream)) {
    lines.push(line);
  }
  return lines;
}

const euro = Buffer.from('€');

describe('readLines', () => {
  it.each([
    { name: 'nothing', chunks: [], expected: [] },
    { name: 'one line', chunks: ['a\n'], expected: ['a'] },
    {
      name: 'several in a chunk',
      chunks: ['a\nb\n\nc\n'],
      expected: ['a', 'b', '', 'c'],
    },
    {
      name: 'a line over three chunks',
      chunks: ['a', 'b', 'c\nd\n'],
      expected: ['abc', 'd'],
    },
    {
      name: 'a last line without an end',
      chunks: ['a\nb'],
      expected: ['a', 'b'],
    },
    {
      name: 'a character cut in two',
      chunks: [euro.subarray(0, 1), euro.subarray(1), '\n'],
      expected: ['€'],
    },
  ])('$name', async ({ chunks, expected }) => {
    expect(await linesOf(chunks)).toEqual(expected);
  });
});
