import type {
  Dependency,
  Destination,
  LayerVerdict,
  Port,
} from '@portolan/plugin-traffic-common';
import { columns, type RenderRef } from './columns';

/**
 * `dependency  workload → destination port  evidence  permitted verdict (layers)  way out`. With details also what was found
 * as evidence, and of a host that no entity owns the registrable domain.
 */
export function renderDependency(
  item: Dependency,
  name: RenderRef,
  { details = false }: { details?: boolean } = {},
): string {
  return columns(
    'dependency',
    name(item.workload),
    '→',
    renderDestination(item.destination, name),
    [renderPort(item.port), item.protocol ?? ''].filter(Boolean).join('/'),
    `[${[
      ...new Set(item.evidence.map(each => renderEvidence(each, { details }))),
    ].join(', ')}]`,
    `permitted: ${item.permitted.verdict}`,
    item.permitted.layers.length === 0
      ? ''
      : `(${item.permitted.layers
          .map(layer => renderLayer(layer, name))
          .join('; ')})`,
    renderWayOut(item, name),
    renderObservation(item.observed),
    item.destinationEntities.length > 0 && item.destination.kind === 'host'
      ? `belongs to ${item.destinationEntities.join(', ')}`
      : '',
    details && item.destinationGroup ? `of ${item.destinationGroup}` : '',
    item.hairpin ? 'reaches us through our own public address' : '',
  );
}

/** Nothing where nobody asked telemetry: most files hold none. */
function renderObservation(observed: Dependency['observed']): string {
  switch (observed.answer) {
    case 'yes':
      return [
        `observed by ${(observed.presets ?? []).join(', ')}`,
        `${observed.ratePerSecond ?? 0}/s`,
        ...(observed.errorShare ? [`errors ${observed.errorShare}`] : []),
        ...(observed.refused ? ['refused'] : []),
      ].join(' ');
    case 'no':
      return 'not observed';
    case 'unknown':
      return 'observed: not known';
    default:
      return observed.coverage === false ? 'no telemetry' : '';
  }
}

const VERIFIES: Readonly<Record<string, string>> = {
  true: ' verified',
  false: ' unverified',
  null: '',
};

/** What is known of the way out and is not plain: through what, seen from where, with which TLS added. */
function renderWayOut(
  { via, sourceAddress, tls }: Dependency,
  name: RenderRef,
): string {
  const addresses = (sourceAddress.addresses ?? []).join(', ');
  const places = (via.provenance ?? []).map(
    ({ object, path }) => `${name(object)} ${path}`,
  );
  return [
    via.kind === 'direct' || (via.kind === 'not-known' && places.length === 0)
      ? ''
      : `via ${[via.kind, ...(via.through ?? []).map(name)].join(
          ' ',
        )} (${places.join(', ')})`,
    addresses === '' ? '' : `as ${addresses} (${sourceAddress.state})`,
    tls
      ? `TLS ${tls.mode}${VERIFIES[String(tls.verifies)]} (${name(
          tls.provenance.object,
        )} ${tls.provenance.path})`
      : '',
  ]
    .filter(Boolean)
    .join('  ');
}

function renderEvidence(
  { rung, source, detail }: Dependency['evidence'][number],
  { details }: { details: boolean },
): string {
  return `${rung} by ${source}${
    details && detail !== undefined ? ` (${detail})` : ''
  }`;
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
