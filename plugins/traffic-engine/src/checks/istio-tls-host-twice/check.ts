import { compareByAge } from '../../istio/facts/istioObjects';
import { ISTIO_GATEWAY } from '../../istio/kinds';
import { groupBy } from '../../snapshot/groupBy';
import type { ServerEntry } from '../../sources/istio/gateways/ServerEntry';
import { istioTranslation } from '../../sources/istio/translate';
import type { Check } from '../Check';

const WITH_TLS: readonly ServerEntry['kind'][] = [
  'https',
  'tls-terminated',
  'tls-passthrough',
];

/** Two TLS servers of one proxy and port for the same host: the younger one is never asked (IST0145, KIA0301). */
export const istioTlsHostTwice: Check = {
  id: 'istio-tls-host-twice',
  code: 'TRF139',
  severity: 'warning',
  title: 'Two TLS servers for one host',
  message:
    'Gateway {{younger}} and Gateway {{older}} both serve {{host}} with TLS on port {{port}} of the same proxy, where the server of {{older}} alone is used: VirtualServices of {{younger}} are not served there.',
  fix: 'Serve {{host}} from one Gateway, and bind all its VirtualServices to it.',
  reads: [ISTIO_GATEWAY],
  run: ({ snapshots }) =>
    snapshots.flatMap(snapshot => {
      const claims = snapshot
        .index(istioTranslation)
        .servers.filter(({ kind }) => WITH_TLS.includes(kind))
        .flatMap(server =>
          [...new Set(server.hosts.map(({ host }) => host))].map(host => ({
            host,
            server,
          })),
        );
      const groups = groupBy(
        claims,
        ({ host, server }) =>
          `${server.workloads.key} ${server.listensAt} ${host}`,
      );
      return [...groups.values()].flatMap(group => {
        const [older, ...others] = group
          .map(({ server }) => server)
          .sort((a, b) => compareByAge(a.gateway, b.gateway));
        return others
          .filter(({ gateway }) => gateway !== older.gateway)
          .map(({ gateway, path, port }) => ({
            at: { source: 'istio', object: gateway.ref, path: `${path}.hosts` },
            params: {
              younger: `${gateway.ref.namespace}/${gateway.ref.name}`,
              older: `${older.gateway.ref.namespace}/${older.gateway.ref.name}`,
              host: group[0].host,
              port,
            },
            related: [older.gateway.ref],
            entities: [],
          }));
      });
    }),
};
