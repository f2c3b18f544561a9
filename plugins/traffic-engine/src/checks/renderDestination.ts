import type { Dependency } from '@portolan/plugin-traffic-common';

/** Where a dependency leads, for the sentence of a finding: `api.example:443/TCP`, `Service stock/stock:80/TCP`. */
export function renderDestination({
  destination,
  port,
  protocol,
}: Pick<Dependency, 'destination' | 'port' | 'protocol'>): string {
  return `${renderTarget(destination)}${renderPort(port)}${
    protocol === null ? '' : `/${protocol}`
  }`;
}

function renderTarget(destination: Dependency['destination']): string {
  switch (destination.kind) {
    case 'host':
      return destination.host;
    case 'cidr':
      return destination.cidr;
    case 'service':
      return `Service ${destination.service.namespace}/${destination.service.name}`;
    case 'entity':
      return destination.entityRef;
    case 'peers':
      return `pods ${destination.pods} in namespaces ${destination.namespaces}`;
    default:
      return 'anywhere';
  }
}

function renderPort(port: Dependency['port']): string {
  if (port === null) {
    return '';
  }
  return typeof port === 'object' ? `:${port.from}-${port.to}` : `:${port}`;
}
