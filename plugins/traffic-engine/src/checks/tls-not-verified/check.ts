import { externalHosts } from '../../istio/externalHosts';
import {
  destinationRules,
  type ClientTls,
} from '../../istio/facts/destinationRules';
import { hostsIntersect, toFullName } from '../../istio/hostnames';
import { DESTINATION_RULE, SERVICE_ENTRY } from '../../istio/kinds';
import { at, refKey } from '../../model/refs';
import type { ClusterSnapshot } from '../../snapshot/ClusterSnapshot';
import { ENVOY_GATEWAY_BACKEND } from '../../topology/vendorBackend';
import type { Check, FindingDraft } from '../Check';
import { entitiesOf } from '../meshFacts';
import { unverifiedBackends } from './unverifiedBackends';

/** A proxy adds TLS on the way to a host outside and does not look at the server's certificate. */
export const tlsNotVerified: Check = {
  id: 'tls-not-verified',
  code: 'TRF435',
  severity: 'warning',
  title: 'TLS to the outside is not verified',
  message:
    '{{kind}} {{rule}} adds TLS on the way to {{host}} and skips the check of the server’s certificate.',
  fix: 'Remove insecureSkipVerify from {{rule}}, and name the authority of {{host}} in {{field}} where it is not a public one.',
  reads: [DESTINATION_RULE, SERVICE_ENTRY, ENVOY_GATEWAY_BACKEND],
  run: ({ snapshots, model }) => [
    ...snapshots.flatMap(findUnverified).map(draft => {
      const key = refKey(draft.at.object);
      return {
        ...draft,
        entities: entitiesOf(
          model.dependencies.filter(
            ({ tls }) => tls && refKey(tls.provenance.object) === key,
          ),
        ),
      };
    }),
    ...unverifiedBackends(snapshots, model.routes),
  ],
};

function findUnverified(snapshot: ClusterSnapshot): readonly FindingDraft[] {
  const outside = snapshot
    .index(externalHosts)
    .all.filter(({ isOutside }) => isOutside);
  return snapshot.index(destinationRules).all.flatMap(({ ref, spec }) => {
    const host = toFullName(spec.host, ref.namespace);
    const settings = [
      { tls: spec.trafficPolicy?.tls, path: 'spec.trafficPolicy.tls' },
      ...(spec.trafficPolicy?.portLevelSettings ?? []).map(
        ({ tls }, index) => ({
          tls,
          path: `spec.trafficPolicy.portLevelSettings[${index}].tls`,
        }),
      ),
    ];
    return settings.some(({ tls }) => skips(tls)) &&
      outside.some(external => hostsIntersect(external.host, host))
      ? settings
          .filter(({ tls }) => skips(tls))
          .map(({ path }) => ({
            at: at('istio-egress', ref)(`${path}.insecureSkipVerify`),
            params: {
              kind: ref.kind,
              rule: `${ref.namespace}/${ref.name}`,
              host: spec.host,
              field: 'caCertificates',
            },
            entities: [],
          }))
      : [];
  });
}

function skips(tls: ClientTls | null | undefined): boolean {
  return (
    tls?.insecureSkipVerify === true &&
    (tls.mode === 'SIMPLE' || tls.mode === 'MUTUAL')
  );
}
