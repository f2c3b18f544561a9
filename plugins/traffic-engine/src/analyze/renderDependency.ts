import type {
  Dependency,
  Destination,
  LayerVerdict,
  Port,
} from '@portolan/plugin-traffic-common';
import { columns, type RenderRef } from './columns';

/** `dependency  workload → destination port  evidence  permitted verdict (layers)`. */
export function renderDependency(item: Dependency, name: RenderRef): string {
  return columns(
    'dependency',
    name(item.workload),
    '→',
    renderDestination(item.destination, name),
    [renderPort(item.port), item.protocol ?? ''].filter(Boolean).join('/'),
    `[${[...new Set(item.evidence.map(renderEvidence))].join(', ')}]`,
    `permitted: ${item.permitted.verdict}`,
    item.permitted.layers.length === 0
      ? ''
      : `(${item.permitted.layers
          .map(layer => renderLayer(layer, name))
          .join('; ')})`,
  );
}

function renderEvidence({ rung, source }: Dependency['evidence'][number]) {
  return `${rung} by ${source}`;
}

function renderDestination(destination: Destination, name: RenderRef): string {
  switch (destination.kind) {
    case 'host':
      return destination.host;
    case 'cidr':
      return destination.except.length === 0
        ? destination.cidr
        : `${destination.cidr} except ${destination.except.join(', ')}`;
    case 'service':
      return name(destination.service);
    case 'entity':
      return destination.entityRef;
    case 'peers':
      return `pods ${destination.pods} in namespaces ${destination.namespaces}`;
    default:
      return 'anywhere';
  }
}

function renderPort(port: Port): string {
  if (port === null) {
    return 'any port';
  }
  return typeof port === 'object' ? `${port.from}-${port.to}` : String(port);
}

function renderLayer(layer: LayerVerdict, name: RenderRef): string {
  const rules = layer.rules.map(rule => `${name(rule.object)} ${rule.path}`);
  return [`${layer.layer} ${layer.direction} ${layer.verdict}: ${layer.code}`]
    .concat(rules.length > 0 ? `by ${rules.join(', ')}` : [])
    .join(' ');
}
