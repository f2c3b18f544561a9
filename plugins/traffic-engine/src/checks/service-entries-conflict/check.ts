import type { ExternalHost, ExternalPort } from '../../istio/externalHosts';
import { externalHosts, isVisible, sectionOf } from '../../istio/externalHosts';
import { SERVICE_ENTRY } from '../../istio/kinds';
import { at } from '../../model/refs';
import { groupBy } from '../../snapshot/groupBy';
import type { Check, FindingDraft } from '../Check';

/** Two ServiceEntries say of one port of one host that it speaks different protocols. */
export const serviceEntriesConflict: Check = {
  id: 'service-entries-conflict',
  code: 'TRF430',
  severity: 'warning',
  title: 'ServiceEntries conflict',
  message:
    'ServiceEntry {{entry}} says that port {{port}} of {{host}} speaks {{protocol}}, and ServiceEntry {{other}} says {{otherProtocol}}.',
  fix: 'Name one protocol for port {{port}} of {{host}}, or keep {{entry}} and {{other}} from the same namespaces by exportTo.',
  reads: [SERVICE_ENTRY],
  run: ({ snapshots }) =>
    snapshots.flatMap(snapshot =>
      [
        ...groupBy(
          snapshot.index(externalHosts).all,
          ({ host }) => host,
        ).values(),
      ]
        .filter(entries => entries.length > 1)
        .flatMap(entries =>
          entries.flatMap((entry, position) =>
            entry.ports.flatMap(
              port => conflictOf(entry, port, entries.slice(0, position)) ?? [],
            ),
          ),
        ),
    ),
};

/** Entries are in the order of age: the younger one is told to conflict with the first before it. */
function conflictOf(
  entry: ExternalHost,
  port: ExternalPort,
  older: readonly ExternalHost[],
): FindingDraft | undefined {
  const rival = older
    .filter(other => other.ref !== entry.ref && meets(entry, other))
    .flatMap(other => other.ports.map(otherPort => ({ other, otherPort })))
    .find(
      ({ otherPort }) =>
        otherPort.number === port.number &&
        sectionOf(otherPort.protocol) !== sectionOf(port.protocol),
    );
  return (
    rival && {
      at: at('istio-egress', entry.ref)(port.path),
      params: {
        entry: nameOf(entry),
        other: nameOf(rival.other),
        host: entry.host,
        port: port.number,
        protocol: port.protocol,
        otherProtocol: rival.otherPort.protocol,
      },
      related: [rival.other.ref],
      entities: [],
    }
  );
}

/** Whether some namespace sees both: one of those that either names, or any where both are for all. */
function meets(a: ExternalHost, b: ExternalHost): boolean {
  const named = [a, b].flatMap(({ entry, ref }) => [
    ref.namespace,
    ...entry.spec.exportTo,
  ]);
  return named.some(
    namespace => isVisible(a, namespace) && isVisible(b, namespace),
  );
}

function nameOf({ ref }: ExternalHost): string {
  return `${ref.namespace}/${ref.name}`;
}
