import type { Provenance } from '@portolan/plugin-traffic-common';
import { isExportedTo } from '../../istio/exportTo';
import {
  destinationRules,
  type DestinationRule,
} from '../../istio/facts/destinationRules';
import { coversHost, toFullName } from '../../istio/hostnames';
import { CLUSTER_DOMAIN, DESTINATION_RULE } from '../../istio/kinds';
import { CONFIG_MAP, SERVICE } from '../../kinds/coreKinds';
import { matchLabels } from '../../match/labels';
import { at } from '../../model/refs';
import type { SnapshotIndex } from '../../snapshot/ClusterSnapshot';
import { groupBy } from '../../snapshot/groupBy';
import { serviceFact, type ServiceFact } from '../../topology/Service';
import { SOURCE_ID } from './kinds';

/** A TLS mode that a DestinationRule sets for callers of a Service, and with which modes of the callee it does not go. */
export interface ClientTlsRule {
  readonly fails: readonly string[];
  readonly setBy: Provenance;
}

interface Pod {
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
}

export interface ClientTlsRules {
  readonly labelKeys: readonly string[];
  /** What callers in one pod's namespace may have been told about Services of another pod. */
  against(from: Pod, to: Pod): readonly ClientTlsRule[];
}

/** Without a DestinationRule that says so, proxies of the mesh use the TLS that the callee wants (auto mutual TLS). */
export const clientTlsRules: SnapshotIndex<ClientTlsRules> = {
  name: 'istio TLS modes of callers',
  reads: [DESTINATION_RULE, SERVICE, CONFIG_MAP],
  build: snapshot => {
    const found = snapshot
      .index(destinationRules)
      .all.flatMap(rule => listModes(rule).map(held => ({ rule, ...held })));
    if (found.length === 0) {
      return { labelKeys: [], against: () => [] };
    }
    const services = groupBy(
      snapshot.list(SERVICE).map(serviceFact),
      ({ namespace }) => namespace,
    );
    const isFor = ({ rule }: { rule: DestinationRule }, service: ServiceFact) =>
      coversHost(
        toFullName(rule.spec.host, rule.ref.namespace),
        `${service.name}.${service.namespace}.svc.${CLUSTER_DOMAIN}`,
      );
    return {
      labelKeys: [...services.values()]
        .flat()
        .filter(service => found.some(held => isFor(held, service)))
        .flatMap(({ selector }) => Object.keys(selector ?? {})),
      against: (from, to) =>
        found.filter(
          held =>
            isExportedTo(held.rule.spec.exportTo, {
              owner: held.rule.ref.namespace,
              viewer: from.namespace,
            }) &&
            (services.get(to.namespace) ?? []).some(
              service =>
                service.selector !== null &&
                isFor(held, service) &&
                matchLabels({ matchLabels: service.selector }, to.labels),
            ),
        ),
    };
  },
};

function listModes({ ref, spec }: DestinationRule): readonly ClientTlsRule[] {
  const policies = [
    { policy: spec.trafficPolicy, path: 'spec.trafficPolicy' },
    ...spec.subsets.map(({ trafficPolicy }, index) => ({
      policy: trafficPolicy,
      path: `spec.subsets[${index}].trafficPolicy`,
    })),
  ];
  return policies
    .flatMap(({ policy, path }) => [
      { tls: policy?.tls, path },
      ...(policy?.portLevelSettings ?? []).map(({ tls }, index) => ({
        tls,
        path: `${path}.portLevelSettings[${index}]`,
      })),
    ])
    .flatMap(({ tls, path }) =>
      tls
        ? [
            {
              fails: tls.mode === 'ISTIO_MUTUAL' ? ['DISABLE'] : ['STRICT'],
              setBy: at(SOURCE_ID, ref)(`${path}.tls`),
            },
          ]
        : [],
    );
}
