import type { MinedEndpoint } from '../../snapshot/ObjectFacts';
import { findConnectionString } from './findConnectionString';
import { findUrls } from './findUrls';
import { parseHostPort, type HostPort } from './parseHostPort';

/** A named value of a configuration and the field that it is in. */
export interface Entry {
  readonly key: string;
  readonly value: string;
  readonly path: string;
}

const TELLING =
  /(?:HOST(?:NAME)?|URL|URI|ENDPOINT|ADDR(?:ESS)?|BROKER|DSN|SERVER)(?:E?S)?$/i;
/** `host:6379,password=…,ssl=True`, as .NET writes it. */
const HOSTS_THEN_OPTIONS = /^([^@=]*?)((?:,[^@=,]+=[^,]*)*)$/;
const MAX_LIST_CHARS = 4_096;

/**
 * The endpoints that the values of one container, ConfigMap or file name: URLs in any value, and `host:port` and `host`,
 * alone or in a list, in the values of keys that tell so. A host without a port takes that of the sibling key:
 * `DB_HOST` and `DB_PORT`.
 */
export function mineEntries(entries: readonly Entry[]): MinedEndpoint[] {
  const ports = portsByKey(entries);
  return entries.flatMap(({ key, value, path }) => {
    const urls = value.includes(':') ? findUrls(value) : [];
    if (urls.length > 0) {
      return urls.map(url => ({ ...url, path }));
    }
    const named = findConnectionString(value);
    if (named.length > 0) {
      return named.map(item => ({ ...item, path }));
    }
    return isTelling(key)
      ? parseList(value).map(item => ({
          ...(item.port === undefined ? withPort(item, ports, key) : item),
          path,
        }))
      : [];
  });
}

/** Whether a key says that its value is somewhere to connect to. */
export function isTelling(key: string): boolean {
  return TELLING.test(key);
}

/** A list of hosts, where every item is one; options may follow, of which nothing is looked at. */
function parseList(value: string): readonly HostPort[] {
  if (value.length > MAX_LIST_CHARS || value.includes('://')) {
    return [];
  }
  const [, hosts = ''] = HOSTS_THEN_OPTIONS.exec(value) ?? [];
  const items = withoutBrackets(hosts)
    .split(/[\s,;]+/)
    .map(item => item.replace(/^(["'])(.*)\1$/, '$2'))
    .filter(item => item !== '');
  const parsed = items.map(parseHostPort);
  return parsed.every(item => item !== undefined) ? parsed : [];
}

/** `["a:9092", "b:9092"]`; an address in brackets is no list. */
function withoutBrackets(text: string): string {
  const [, inner] = /^\s*\[([^]*)\]\s*$/.exec(text) ?? [];
  return inner === undefined || parseHostPort(text.trim()) ? text : inner;
}

function withPort(
  item: HostPort,
  ports: ReadonlyMap<string, number | undefined>,
  key: string,
): HostPort {
  const port = ports.get(stemOf(key));
  return port === undefined ? item : { ...item, port };
}

/** The numbers of keys that end in `PORT`, by what stands before; none for a stem that has several. */
function portsByKey(
  entries: readonly Entry[],
): ReadonlyMap<string, number | undefined> {
  const ports = new Map<string, number | undefined>();
  for (const { key, value } of entries) {
    if (/PORT$/i.test(key) && /^\d{1,5}$/.test(value)) {
      const stem = key.slice(0, -'PORT'.length).toLowerCase();
      const number = Number(value);
      const isPort = number >= 1 && number <= 65535;
      ports.set(stem, isPort && !ports.has(stem) ? number : undefined);
    }
  }
  return ports;
}

function stemOf(key: string): string {
  return key.replace(TELLING, '').toLowerCase();
}
