import { externalHosts, opensPortToAll } from '../../istio/externalHosts';
import { SERVICE_ENTRY } from '../../istio/kinds';
import { at } from '../../model/refs';
import type { Check } from '../Check';

/** A ServiceEntry for one host lets connections to any host through at its port. */
export const serviceEntryOpensPort: Check = {
  id: 'service-entry-opens-port',
  code: 'TRF431',
  severity: 'warning',
  title: 'ServiceEntry opens a port to every host',
  message:
    'ServiceEntry {{entry}} names {{hosts}}, and with plain TCP, resolution NONE and no addresses proxies let every destination through at port {{port}}.',
  fix: 'Give {{entry}} the addresses of {{hosts}}, another resolution, or TLS as protocol of port {{port}} where that is what it speaks.',
  reads: [SERVICE_ENTRY],
  run: ({ snapshots }) =>
    snapshots.flatMap(snapshot =>
      snapshot
        .index(externalHosts)
        .all.filter(({ path }) => path === 'spec.hosts[0]')
        .flatMap(external => {
          const { entry, ref, ports } = external;
          const open = opensPortToAll(external);
          return ports
            .filter(({ number }) => open.includes(number))
            .map(({ number, path }) => ({
              at: at('istio-egress', ref)(path),
              params: {
                entry: `${ref.namespace}/${ref.name}`,
                hosts: entry.spec.hosts.join(', '),
                port: number,
              },
              entities: [],
            }));
        }),
    ),
};
