import { parseHostPort, type HostPort } from './parseHostPort';

/** What else such a text says, by which it is known from any other with an equals sign. */
const COMPANION =
  /(?:^|[\s;])(?:user(?: id|name)?|uid|pass(?:word)?|pwd|dbname|database|initial catalog|sslmode|integrated security|encrypt|sharedaccesskey)\s*=/i;
const HOST_KEYS =
  /^(?:server|data source|host|hostname|addr|address|network address)$/i;
const MAX_CHARS = 2_000;

/**
 * The hosts of a connection string that names its parts: `host=db port=5432 password=…` (libpq) and
 * `Server=tcp:db,1433;Password=…` (ADO.NET). Of all other parts nothing is kept. One with quotes is left out, since a quoted
 * password may look like another part.
 */
export function findConnectionString(text: string): readonly HostPort[] {
  if (
    text.length > MAX_CHARS ||
    !text.includes('=') ||
    /["'\n]/.test(text) ||
    !COMPANION.test(text)
  ) {
    return [];
  }
  const parts = readParts(text);
  const [hosts, ...others] = parts
    .filter(([key]) => HOST_KEYS.test(key))
    .map(([, value]) => value);
  const [ports] = parts
    .filter(([key]) => /^port$/i.test(key))
    .map(([, value]) => value.split(','));
  return hosts === undefined || others.length > 0
    ? []
    : readHosts(hosts, ports ?? []);
}

function readParts(text: string): readonly (readonly [string, string])[] {
  const pieces = text.includes(';')
    ? text.split(';')
    : text.trim().split(/\s+/);
  return pieces.flatMap(piece => {
    const sign = piece.indexOf('=');
    return sign < 0
      ? []
      : [[piece.slice(0, sign).trim(), piece.slice(sign + 1).trim()] as const];
  });
}

/** `tcp:db,1433` and `db\\instance` are SQL Server's; libpq has lists of hosts and of ports. */
function readHosts(text: string, ports: readonly string[]): HostPort[] {
  const [, sqlHost, sqlPort] =
    /^(?:tcp:)?([^,\\]+)(?:\\[^,]*)?(?:,\s*(\d{1,5}))?$/i.exec(text) ?? [];
  const items =
    sqlHost === undefined
      ? text.split(',').map((item, index) => [item, ports[index] ?? ports[0]])
      : [[sqlHost, sqlPort ?? ports[0]]];
  const parsed = items.map(([host, port]) =>
    parseHostPort(
      port === undefined || host.includes(':') ? host : `${host}:${port}`,
    ),
  );
  return parsed.every(item => item !== undefined) ? parsed : [];
}
