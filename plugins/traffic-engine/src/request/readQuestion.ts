import type { RequestQuestion } from '@portolan/plugin-traffic-common';
import { parseAddress } from '../match/cidr';
import type { AskedRequest } from './AskedRequest';
import { readUrl } from './readUrl';

/** A sentence that says what is wrong with a question, where, and what to write instead. */
export interface QuestionProblem {
  readonly problem: string;
}

/** What RFC 9110 calls a token: names of methods and of header fields. */
const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
/** Methods are compared with regard to case; these are never meant in lower case. */
const KNOWN_METHODS: readonly string[] = [
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'DELETE',
  'CONNECT',
  'OPTIONS',
  'TRACE',
  'PATCH',
];
const WITH_TLS: readonly AskedRequest['scheme'][] = ['https', 'grpcs', 'tls'];
const MAX_HEADERS = 100;

/**
 * The request that a question means, or the sentence of what is wrong with it. Total: every text gives one or the other.
 * A Host header names the host as it does for a server, and leaves the server name of the handshake to the URL.
 */
export function readQuestion(
  question: RequestQuestion,
): { readonly request: AskedRequest } | QuestionProblem {
  const url = readUrl(question.url);
  if ('problem' in url) {
    return url;
  }
  const headers = readHeaders(question.headers);
  if ('problem' in headers) {
    return headers;
  }
  const method = readMethod(question.method, url.scheme);
  if ('problem' in method) {
    return method;
  }
  const isWithTls = WITH_TLS.includes(url.scheme);
  const serverName = question.sni?.trim().toLowerCase();
  if (serverName && !isWithTls) {
    return {
      problem: `${url.scheme} has no TLS handshake, so there is no server name to send: leave "${question.sni}" out, or ask for https.`,
    };
  }
  const clientAddress = question.clientAddress?.trim();
  if (clientAddress && !parseAddress(clientAddress)) {
    return {
      problem: `"${clientAddress}" is no IP address of a client: write one such as 198.51.100.7.`,
    };
  }
  const sni = serverName || (parseAddress(url.host) ? '' : url.host);
  return {
    request: {
      ...url,
      host: hostOf(headers.values.host) ?? url.host,
      method: method.value,
      headers: headers.values,
      ...(isWithTls && sni && { sni }),
      ...(clientAddress && { clientAddress }),
    },
  };
}

function readMethod(
  text: string,
  scheme: AskedRequest['scheme'],
): { value: string } | QuestionProblem {
  if (scheme === 'grpc' || scheme === 'grpcs') {
    return { value: 'POST' };
  }
  const trimmed = text.trim();
  if (!TOKEN.test(trimmed)) {
    return {
      problem: `"${text}" is no HTTP method: write one such as GET or POST.`,
    };
  }
  const upper = trimmed.toUpperCase();
  return { value: KNOWN_METHODS.includes(upper) ? upper : trimmed };
}

function readHeaders(
  headers: Readonly<Record<string, string>>,
): { values: Readonly<Record<string, string>> } | QuestionProblem {
  const values = new Map<string, string>();
  const entries = Object.entries(headers);
  if (entries.length > MAX_HEADERS) {
    return {
      problem: `There are ${entries.length} headers; a question takes up to ${MAX_HEADERS}.`,
    };
  }
  for (const [name, value] of entries) {
    if (!TOKEN.test(name)) {
      return {
        problem: `"${name}" is no name of a header: write letters, digits and hyphens, then a colon and the value.`,
      };
    }
    if (hasControl(value)) {
      return {
        problem: `The value of the header ${name} has a control character in it, which no server takes.`,
      };
    }
    const key = name.toLowerCase();
    const known = values.get(key);
    const text = value.trim();
    values.set(key, known === undefined ? text : `${known}, ${text}`);
  }
  return { values: Object.fromEntries(values) };
}

/** Line ends and other control characters end a header, or smuggle in a second one; a tab is white space. */
function hasControl(value: string): boolean {
  return [...value].some(
    character =>
      (character < ' ' && character !== '\t') || character === '\u007f',
  );
}

/** The host that a Host header names, without its port. */
function hostOf(header: string | undefined): string | undefined {
  const [, bracketed, plain] =
    /^(?:\[([^\]]+)\]|([^:]+))(?::\d+)?$/.exec(header ?? '') ?? [];
  return (bracketed ?? plain)?.toLowerCase();
}
