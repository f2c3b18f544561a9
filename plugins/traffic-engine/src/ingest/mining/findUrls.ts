import { parseHostPort, type HostPort } from './parseHostPort';
import { requestPath } from './requestPath';
import { defaultPort } from './schemes';

/** A host that a URL names. */
export interface FoundUrl extends HostPort {
  readonly scheme: string;
  /** Of a web URL: what of its path may be kept. */
  readonly requestPath?: string;
}

const START =
  /\b(?:(jdbc:[a-z]+(?::[a-z0-9]+){0,2}):(?:@?\/\/|@)|([a-z][a-z0-9]{0,11}(?:\+[a-z0-9]{1,20})?):\/\/)/gi;
const GO_DSN = /@(tcp|udp)\(([^()\s]{1,300})\)/g;
/** What ends the authority of a URL inside of a text. */
const AUTHORITY_END = /[/?#\\\s"'`<>;|)}]/;
const SEPARATOR = /[\s,;"'`|<>()[\]{}=]$/;
/** A value that another system fills in. It may stand for a password, so it may be in user information, and in no host. */
const PLACEHOLDER = /\$\([^()]*\)|\$\{[^{}]*\}|\{\{[^{}]*\}\}/g;
/** What stands before a URL that is a name and nothing to connect to: of an XML namespace, a DTD, a schema. */
const BEFORE_NAME =
  /(?:\bxmlns(?::[\w.-]+)?|\$schema["']?)\s{0,8}[:=]\s{0,8}["']?$|\bschemaLocation\s{0,8}=\s{0,8}["'][^"']*$|<!DOCTYPE[^>]*$/i;
const LONGEST_BEFORE_NAME = 300;
/** A schema or DTD wherever it stands: validators have their own copies of them. */
const SCHEMA_FILE = /^[^\s"'<>,;]{1,300}\.(?:xsd|dtd)(?![\w.])/i;
const FILLED_IN_LATER = '\u0000';

/**
 * The hosts of the URLs in one line of text, without user information. Where it cannot be told what is user information (an
 * unescaped `@` or `/` in a password), the URL is left out: to lose a hint is better than to keep a secret.
 */
export function findUrls(line: string): readonly FoundUrl[] {
  const text = line.replace(PLACEHOLDER, FILLED_IN_LATER);
  const starts = [...text.matchAll(START)];
  const urls = starts.flatMap((start, index): FoundUrl[] => {
    const from = start.index + start[0].length;
    const next = starts[index + 1]?.index;
    const rest = text.slice(from, next);
    const isCutByNext = next !== undefined && !SEPARATOR.test(rest);
    const scheme = schemeOf(start[1] ?? start[2]);
    return scheme === undefined ||
      isCutByNext ||
      SCHEMA_FILE.test(rest) ||
      BEFORE_NAME.test(
        text.slice(Math.max(0, start.index - LONGEST_BEFORE_NAME), start.index),
      )
      ? []
      : hostsOf(rest, scheme);
  });
  return [...urls, ...findGoDsns(text)];
}

/**
 * The scheme as it is known here: of JDBC only the database counts (`jdbc:mysql:loadbalance`), of a driver's
 * (`postgresql+psycopg2`, `git+https`) the part that is known.
 */
function schemeOf(written: string): string | undefined {
  const lower = written.toLowerCase();
  const scheme = lower.startsWith('jdbc:')
    ? lower.split(':').slice(0, 2).join(':')
    : lower;
  return [scheme, ...scheme.split('+')].find(
    known => defaultPort(known) !== undefined,
  );
}

function hostsOf(rest: string, scheme: string): FoundUrl[] {
  const end = rest.search(AUTHORITY_END);
  const authority = end < 0 ? rest : rest.slice(0, end);
  if (rest.slice(authority.length).includes('@')) {
    return [];
  }
  const hosts = authority.slice(authority.lastIndexOf('@') + 1);
  const path = requestPath(rest.slice(authority.length), scheme);
  return withoutListEnd(hosts)
    .split(',')
    .flatMap(item => {
      const parsed = parseHostPort(
        scheme === 'jdbc:oracle' ? withoutSid(item) : item,
      );
      if (!parsed) {
        return [];
      }
      const port = parsed.port ?? defaultPort(scheme) ?? undefined;
      return [
        {
          scheme,
          host: parsed.host,
          ...(port !== undefined && { port }),
          ...(path !== undefined && { requestPath: path }),
        },
      ];
    });
}

/** `[http://a, http://b]`: the bracket is the list's, unless one of an address was opened. */
function withoutListEnd(hosts: string): string {
  return hosts.includes('[') ? hosts : hosts.replace(/\]+,?$/, '');
}

/** `host:1521:sid`, the older of Oracle's two forms. */
function withoutSid(item: string): string {
  return item.split(':').slice(0, 2).join(':');
}

/** `user:password@tcp(host:3306)/db`, as Go's MySQL driver has it. */
function findGoDsns(text: string): FoundUrl[] {
  return [...text.matchAll(GO_DSN)].flatMap(([, scheme, host]) => {
    const parsed = parseHostPort(host);
    return parsed ? [{ scheme, ...parsed }] : [];
  });
}
