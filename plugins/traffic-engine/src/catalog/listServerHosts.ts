import { parse } from 'yaml';
import { findUrls } from '../ingest/mining/findUrls';
import { parseHostPort } from '../ingest/mining/parseHostPort';
import { compareText } from '../snapshot/compareText';
import { isRecord, readList, readText } from '../snapshot/read';

/** Longer ones would hold up the thread that reads them. */
const MAX_DEFINITION_CHARS = 2 * 1024 * 1024;
const MAX_SERVERS_CHARS = 32 * 1024;

/**
 * The hosts that an OpenAPI definition names as its servers (`servers[].url`, or `host` in version 2), sorted. Relative URLs
 * and those with variables in the host name none, and neither does a definition of another kind.
 */
export function listServerHosts(definition: string): readonly string[] {
  if (definition.length > MAX_DEFINITION_CHARS) {
    return [];
  }
  const document = definition.trimStart().startsWith('{')
    ? parseJson(definition)
    : parseHead(definition);
  const host = readText(document, 'host');
  const hosts = [
    ...readList(document, 'servers').flatMap(server =>
      findUrls(readText(server, 'url') ?? '').map(url => url.host),
    ),
    ...(host ? [parseHostPort(host)?.host ?? ''] : []),
  ];
  return [...new Set(hosts.filter(name => name !== ''))].sort(compareText);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The two fields at the top of a YAML text: to parse all of its paths and schemas would take a second for nothing. */
function parseHead(text: string): unknown {
  const fields = text
    .slice(0, MAX_DEFINITION_CHARS)
    .match(/^(?:servers|host):.*(?:\r?\n(?:[ \t#-].*)?)*/gm);
  const head = (fields ?? []).join('\n');
  if (head.length > MAX_SERVERS_CHARS) {
    return undefined;
  }
  try {
    const parsed: unknown = parse(head, {
      logLevel: 'silent',
      maxAliasCount: 0,
    });
    return isRecord(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}
