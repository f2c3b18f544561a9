import { StringDecoder } from 'node:string_decoder';

const MAX_LINE_CHARS = 16 * 1024 * 1024;

/** Splits a byte stream into lines; what follows the last line end is given as a last line when the stream ends. */
export async function* readLines(
  chunks: AsyncIterable<Buffer>,
): AsyncGenerator<string> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  for await (const chunk of chunks) {
    const text = decoder.write(chunk);
    let start = 0;
    for (
      let end = text.indexOf('\n');
      end >= 0;
      end = text.indexOf('\n', start)
    ) {
      yield rest + text.slice(start, end);
      rest = '';
      start = end + 1;
    }
    rest += text.slice(start);
    if (rest.length > MAX_LINE_CHARS) {
      throw new Error('A line of the stream is longer than 16 MiB.');
    }
  }
  rest += decoder.end();
  if (rest !== '') {
    yield rest;
  }
}
