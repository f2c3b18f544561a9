import type { Provenance } from '@portolan/plugin-traffic-common';
import {
  serviceEntries,
  type ServiceEntry,
} from '../../istio/facts/serviceEntries';
import { isWildcardHost } from '../../istio/hostnames';
import { SERVICE_ENTRY } from '../../istio/kinds';
import { at } from '../../model/refs';
import type { Check } from '../Check';
import { createEntitiesOfDestinations } from '../entitiesOfDestinations';

const BY_DNS: readonly string[] = ['DNS', 'DNS_ROUND_ROBIN'];

/** A ServiceEntry combines fields that Istio's validation refuses together. */
export const serviceEntryRefused: Check = {
  id: 'service-entry-refused',
  code: 'TRF437',
  severity: 'error',
  title: 'ServiceEntry that Istio refuses',
  message: 'Istio refuses ServiceEntry {{entry}}: {{reason}}.',
  fix: 'Change the resolution of {{entry}}, or the field that does not go with it.',
  reads: [SERVICE_ENTRY],
  run: ({ snapshots, model }) => {
    const entitiesOf = createEntitiesOfDestinations(model);
    return snapshots.flatMap(snapshot =>
      snapshot.index(serviceEntries).all.flatMap(entry => {
        const fault = faultOf(entry);
        return fault
          ? [
              {
                at: fault.at,
                params: {
                  entry: `${entry.ref.namespace}/${entry.ref.name}`,
                  reason: fault.reason,
                },
                entities: entitiesOf(entry.ref),
              },
            ]
          : [];
      }),
    );
  },
};

/** The first rule of the validation that an entry breaks; one object is refused once. */
function faultOf({
  ref,
  spec,
}: ServiceEntry): { at: Provenance; reason: string } | undefined {
  const { endpoints, hosts, addresses, workloadSelector } = spec;
  const resolution = spec.resolution || 'NONE';
  const place = at('istio-egress', ref);
  if (workloadSelector && endpoints.length > 0) {
    return {
      at: place('spec.workloadSelector'),
      reason: 'it has both a workloadSelector and endpoints',
    };
  }
  if (resolution === 'NONE' && endpoints.length > 0) {
    return {
      at: place('spec.endpoints'),
      reason: 'with resolution NONE it can have no endpoints',
    };
  }
  const wildcard = hosts.findIndex(isWildcardHost);
  if (
    BY_DNS.includes(resolution) &&
    wildcard >= 0 &&
    endpoints.length === 0 &&
    !workloadSelector
  ) {
    return {
      at: place(`spec.hosts[${wildcard}]`),
      reason: `with resolution ${resolution} and no endpoints ${hosts[wildcard]} would have to be resolved, and a wildcard has no address`,
    };
  }
  const range = addresses.findIndex(address => address.includes('/'));
  return BY_DNS.includes(resolution) && range >= 0
    ? {
        at: place(`spec.addresses[${range}]`),
        reason: `ranges such as ${addresses[range]} go only with resolution NONE or STATIC`,
      }
    : undefined;
}
