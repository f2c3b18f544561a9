import {
  requestQuestionSchema,
  type RequestQuestion,
} from '@portolan/plugin-traffic-common';
import { readQuestion } from '@portolan/plugin-traffic-engine';
import { UsageError } from './Terminal';

/** The flags that ask about requests; `header` and `sni` hold for each of them. */
export interface RequestFlags {
  readonly request: readonly string[];
  readonly header: readonly string[];
  readonly sni?: string;
}

/** The questions of `--request "GET https://host/path"`; throws a UsageError that says what is wrong with one. */
export function parseRequests(flags: RequestFlags): RequestQuestion[] {
  const { request, header, sni } = flags;
  if (request.length === 0 && (header.length > 0 || sni !== undefined)) {
    throw new UsageError(
      '--header and --sni are parts of a request: name it with --request "GET https://host/path".',
    );
  }
  const headers = parseHeaders(header);
  return request.map(text => {
    const [, method = 'GET', url] = /^(?:(\S+)\s+)?(\S+)$/.exec(
      text.trim(),
    ) ?? [undefined, undefined, ''];
    const question = requestQuestionSchema.safeParse({
      method,
      url,
      headers,
      ...(sni !== undefined && { sni }),
    });
    if (!question.success) {
      throw new UsageError(
        `--request takes a method and a URL, as in --request "GET https://shop.example.com/cart"; this is "${text}".`,
      );
    }
    const read = readQuestion(question.data);
    if ('problem' in read) {
      throw new UsageError(read.problem);
    }
    return question.data;
  });
}

function parseHeaders(lines: readonly string[]): Record<string, string> {
  const headers = new Map<string, string>();
  for (const line of lines) {
    const [, name, value] = /^([^:]+):(.*)$/s.exec(line) ?? [];
    if (name === undefined) {
      throw new UsageError(
        `--header takes a name, a colon and a value, as in --header "x-beta: 1"; this is "${line}".`,
      );
    }
    const key = name.trim();
    const known = headers.get(key);
    headers.set(
      key,
      known === undefined ? value.trim() : `${known}, ${value.trim()}`,
    );
  }
  return Object.fromEntries(headers);
}
