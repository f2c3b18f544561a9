import type { ObjectRef } from '@portolan/plugin-traffic-common';
import { ALL_PORTS, PROTOCOLS } from '../match/port';
import type { ConnectivityEntry, PortSpan } from './connectivity';

/** JSON has all of them. */
const MAX_HOLES = 8;

/**
 * Connectivity as text, one pair per line: `Deployment shop/cart → Deployment stock/stock  TCP 8080`; `?` before what is not
 * known. The cluster is told where there are several.
 */
export function renderConnectivity(
  entries: readonly ConnectivityEntry[],
): string {
  const several = new Set(entries.map(({ from }) => from.cluster)).size > 1;
  return entries
    .map(({ from, to, allowed, unknown }) =>
      [
        `${several ? `${from.cluster}:` : ''}${renderRef(from)} → ${
          to.kind === 'cidr' ? renderRange(to) : renderRef(to.ref)
        }`,
        [
          ...(allowed.length > 0 ? [renderPorts(allowed)] : []),
          ...(unknown.length > 0 ? [`? ${renderPorts(unknown)}`] : []),
        ].join('  '),
      ].join('  '),
    )
    .map(line => `${line}\n`)
    .join('');
}

function renderRange({
  cidr,
  except = [],
}: Extract<ConnectivityEntry['to'], { kind: 'cidr' }>): string {
  const more = except.length - MAX_HOLES;
  return except.length === 0
    ? cidr
    : `${cidr} except ${except.slice(0, MAX_HOLES).join(', ')}${
        more > 0 ? ` and ${more} more` : ''
      }`;
}

function renderPorts(spans: readonly PortSpan[]): string {
  const isAll = ({ from, to }: PortSpan) =>
    from === ALL_PORTS.from && to === ALL_PORTS.to;
  return spans.length === PROTOCOLS.length && spans.every(isAll)
    ? 'all'
    : spans
        .map(span =>
          isAll(span)
            ? span.protocol
            : `${span.protocol} ${
                span.from === span.to ? span.from : `${span.from}-${span.to}`
              }`,
        )
        .join(', ');
}

function renderRef({ kind, namespace, name }: ObjectRef): string {
  return `${kind} ${namespace}/${name}`;
}
