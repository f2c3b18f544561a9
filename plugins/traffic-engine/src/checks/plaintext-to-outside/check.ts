import type { Dependency } from '@portolan/plugin-traffic-common';
import { externalHosts, sectionOf } from '../../istio/externalHosts';
import {
  DESTINATION_RULE,
  SERVICE_ENTRY,
  SIDECAR,
  VIRTUAL_SERVICE,
} from '../../istio/kinds';
import { NAMESPACE } from '../../kinds/coreKinds';
import { at, refKey } from '../../model/refs';
import type { ClusterSnapshot } from '../../snapshot/ClusterSnapshot';
import { groupBy } from '../../snapshot/groupBy';
import type { Check, FindingDraft } from '../Check';
import { entitiesOf, isWholeClusterSeen } from '../meshFacts';

const READS = [
  SERVICE_ENTRY,
  VIRTUAL_SERVICE,
  DESTINATION_RULE,
  SIDECAR,
  NAMESPACE,
];

/** A workload is written to speak plain HTTP with a host outside, and nothing on the way adds TLS. */
export const plaintextToOutside: Check = {
  id: 'plaintext-to-outside',
  code: 'TRF436',
  severity: 'info',
  title: 'Plain HTTP to a host outside',
  message:
    'ServiceEntry {{entry}} declares {{protocol}} at port {{port}} of {{host}}, and nothing adds TLS on the way of {{workloads}}.',
  fix: 'Let {{workloads}} speak HTTPS with {{host}}, or add TLS by a DestinationRule; if nobody uses port {{port}} ({{protocol}}), remove it from {{entry}}.',
  reads: READS,
  run: ({ snapshots, model }) =>
    snapshots.flatMap(snapshot =>
      isWholeClusterSeen(snapshot, READS)
        ? findPlaintext(
            snapshot,
            model.dependencies.filter(
              ({ cluster }) => cluster === snapshot.cluster,
            ),
          )
        : [],
    ),
};

function findPlaintext(
  snapshot: ClusterSnapshot,
  dependencies: readonly Dependency[],
): readonly FindingDraft[] {
  const byPlace = groupBy(
    dependencies.filter(isPlain),
    ({ destination, port }) =>
      destination.kind === 'host' ? `${destination.host} ${port}` : '',
  );
  return snapshot
    .index(externalHosts)
    .all.filter(({ isOutside }) => isOutside)
    .flatMap(({ host, ports, ref }) =>
      ports
        .filter(({ protocol }) => sectionOf(protocol) === 'http')
        .flatMap(({ number, protocol, path }) => {
          const users = (byPlace.get(`${host} ${number}`) ?? []).filter(
            ({ evidence }) =>
              evidence.some(
                ({ provenance }) =>
                  provenance && refKey(provenance.object) === refKey(ref),
              ),
          );
          return users.length === 0
            ? []
            : [
                {
                  at: at('istio-egress', ref)(path),
                  params: {
                    entry: `${ref.namespace}/${ref.name}`,
                    host,
                    port: number,
                    protocol,
                    workloads: [
                      ...new Set(
                        users.map(
                          ({ workload: { kind, namespace, name } }) =>
                            `${kind} ${namespace}/${name}`,
                        ),
                      ),
                    ]
                      .sort()
                      .join(', '),
                  },
                  entities: [...entitiesOf(users)],
                },
              ];
        }),
    );
}

/** Where a rule sends it somewhere that could not be followed, TLS may be added there. */
function isPlain({ destination, tls, via }: Dependency): boolean {
  return (
    destination.kind === 'host' &&
    (tls === undefined || tls.mode === 'disabled') &&
    (via.kind !== 'not-known' || (via.provenance ?? []).length === 0)
  );
}
