import { destinationRules } from '../../istio/facts/destinationRules';
import { serviceOfFullName, toFullName } from '../../istio/hostnames';
import { DESTINATION_RULE } from '../../istio/kinds';
import { selectSubset } from '../../istio/subsetPods';
import { SERVICE } from '../../kinds/coreKinds';
import { refTo } from '../../model/refs';
import { serviceFact } from '../../topology/Service';
import { serviceIndex } from '../../topology/serviceIndex';
import type { Check } from '../Check';

/** A subset whose labels no pod of its Service carries, nor a workload that would make one (IST0173, KIA0203). */
export const istioSubsetSelectsNothing: Check = {
  id: 'istio-subset-selects-nothing',
  code: 'TRF133',
  severity: 'warning',
  title: 'Subset selects no pods',
  message:
    'Subset {{subset}} of DestinationRule {{rule}} selects pods of Service {{service}} with {{labels}}, and it has none, nor a workload that makes them.',
  fix: 'Correct the labels of subset {{subset}} in {{rule}}, or remove it.',
  reads: [DESTINATION_RULE, ...serviceIndex.reads],
  run: ({ snapshots }) =>
    snapshots.flatMap(snapshot =>
      snapshot.index(destinationRules).all.flatMap(({ ref, spec }) => {
        const named = serviceOfFullName(toFullName(spec.host, ref.namespace));
        const object =
          named && snapshot.get(SERVICE, named.namespace, named.name);
        const service = object && serviceFact(object);
        if (!object || !service?.selector) {
          return [];
        }
        return spec.subsets.flatMap(({ name, labels }, index) => {
          const found = selectSubset(snapshot, service, labels);
          const isNothing =
            Object.keys(labels).length > 0 &&
            found.workloads.length === 0 &&
            found.endpoints.state === 'known';
          return isNothing
            ? [
                {
                  at: {
                    source: 'istio',
                    object: ref,
                    path: `spec.subsets[${index}]`,
                  },
                  params: {
                    subset: name,
                    rule: `${ref.namespace}/${ref.name}`,
                    service: `${service.namespace}/${service.name}`,
                    labels: Object.entries(labels)
                      .map(([key, value]) => `${key}=${value}`)
                      .sort()
                      .join(', '),
                  },
                  related: [refTo(ref.cluster, object)],
                  entities: [],
                },
              ]
            : [];
        });
      }),
    ),
};
