import type { NginxServer } from './servers';

const ONE_LABEL = /^[\w-]+$/;

/** An exact name, then the longest alias with a wildcard (NGINX's own, of any depth), then a wildcard host of one label, then any. */
export function selectServer(
  servers: readonly NginxServer[],
  host: string,
): { server: NginxServer; others: readonly NginxServer[] } {
  const ranked = servers.flatMap(server => {
    const rank = hostRank(server, host);
    return rank === undefined ? [] : [{ server, rank }];
  });
  ranked.sort((a, b) => b.rank - a.rank);
  const [{ server }, ...others] = ranked;
  return { server, others: others.map(other => other.server) };
}

/** The higher goes first; an alias by its length. */
function hostRank(server: NginxServer, host: string): number | undefined {
  if (isOwnHost(server, host)) {
    return Infinity;
  }
  const taken = server.aliases.filter(
    alias => alias.host.startsWith('*.') && host.endsWith(alias.host.slice(1)),
  );
  if (taken.length > 0) {
    return Math.max(...taken.map(alias => alias.host.length));
  }
  if (server.host.startsWith('*.')) {
    const suffix = server.host.slice(1);
    return host.endsWith(suffix) &&
      ONE_LABEL.test(host.slice(0, -suffix.length))
      ? 0
      : undefined;
  }
  return server.host === '' ? -1 : undefined;
}

/** Whether the server has this very name, or it as an alias. */
export function isOwnHost(server: NginxServer, host: string): boolean {
  return (
    (server.host !== '' && server.host === host) ||
    server.aliases.some(alias => alias.host === host)
  );
}
