import type { NginxServer } from './servers';

const ONE_LABEL = /^[\w-]+$/;

/** An exact name, then an alias with a wildcard (NGINX's own, of any depth), then a wildcard host of one label, then any. */
export function selectServer(
  servers: readonly NginxServer[],
  host: string,
): { server: NginxServer; others: readonly NginxServer[] } {
  const ranked = servers.flatMap(server => {
    const rank = hostRank(server, host);
    return rank === undefined ? [] : [{ server, rank }];
  });
  ranked.sort((a, b) => a.rank - b.rank);
  const [{ server }, ...others] = ranked;
  return { server, others: others.map(other => other.server) };
}

function hostRank(server: NginxServer, host: string): number | undefined {
  if (isOwnHost(server, host)) {
    return 0;
  }
  if (
    server.aliases.some(
      alias =>
        alias.host.startsWith('*.') && host.endsWith(alias.host.slice(1)),
    )
  ) {
    return 1;
  }
  if (server.host.startsWith('*.')) {
    const suffix = server.host.slice(1);
    return host.endsWith(suffix) &&
      ONE_LABEL.test(host.slice(0, -suffix.length))
      ? 2
      : undefined;
  }
  return server.host === '' ? 3 : undefined;
}

/** Whether the server has this very name, or it as an alias. */
export function isOwnHost(server: NginxServer, host: string): boolean {
  return (
    (server.host !== '' && server.host === host) ||
    server.aliases.some(alias => alias.host === host)
  );
}
