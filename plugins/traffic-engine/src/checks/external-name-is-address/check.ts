import { SERVICE } from '../../kinds/coreKinds';
import { parseAddress } from '../../match/cidr';
import { at, refTo } from '../../model/refs';
import { serviceFact } from '../../topology/Service';
import type { Check } from '../Check';
import { createEntitiesOfDestinations } from '../entitiesOfDestinations';

/** An ExternalName Service holds an address: it is taken for a name of digits, which DNS does not have. */
export const externalNameIsAddress: Check = {
  id: 'external-name-is-address',
  code: 'TRF414',
  severity: 'warning',
  title: 'ExternalName with an address',
  message:
    'Service {{service}} has the externalName {{address}}: DNS takes it for a name, and there is none that is made of digits.',
  fix: 'Give {{service}} no selector and no externalName, and keep an EndpointSlice with {{address}} for it.',
  reads: [SERVICE],
  run: ({ snapshots, model }) => {
    const entitiesOf = createEntitiesOfDestinations(model);
    return snapshots.flatMap(snapshot =>
      snapshot.list(SERVICE).flatMap(object => {
        const { externalName, namespace, name } = serviceFact(object);
        const ref = refTo(snapshot.cluster, object);
        return externalName !== null && parseAddress(externalName)
          ? [
              {
                at: at('core', ref)('spec.externalName'),
                params: {
                  service: `${namespace}/${name}`,
                  address: externalName,
                },
                entities: entitiesOf(ref),
              },
            ]
          : [];
      }),
    );
  },
};
