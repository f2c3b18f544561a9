import type { ObjectRef } from '@portolan/plugin-traffic-common';
import { SERVICE } from '../../kinds/coreKinds';
import { at, refTo } from '../../model/refs';
import { lookUp } from '../../references/lookUp';
import type { ClusterSnapshot } from '../../snapshot/ClusterSnapshot';
import { serviceFact } from '../../topology/Service';
import type { Check } from '../Check';
import { createEntitiesOfDestinations } from '../entitiesOfDestinations';

/** `name.namespace.svc` with the domain that clusters have unless they are given another. */
const LOCAL_NAME = /^([a-z0-9-]+)\.([a-z0-9-]+)\.svc\.cluster\.local\.?$/;

/** An ExternalName Service leads to the name of a Service of the cluster that is not there. */
export const externalNameMissing: Check = {
  id: 'external-name-missing',
  code: 'TRF415',
  severity: 'error',
  title: 'ExternalName of a Service that does not exist',
  message:
    'Service {{service}} stands for {{name}}, and there is no such Service in the cluster.',
  fix: 'Create the Service behind {{name}}, or change the externalName of {{service}}.',
  reads: [SERVICE],
  run: ({ snapshots, model }) => {
    const entitiesOf = createEntitiesOfDestinations(model);
    return snapshots.flatMap(snapshot =>
      snapshot.list(SERVICE).flatMap(object => {
        const { externalName, namespace, name } = serviceFact(object);
        const ref = refTo(snapshot.cluster, object);
        const missing =
          externalName === null
            ? undefined
            : findMissing(externalName, snapshot);
        return externalName !== null && missing
          ? [
              {
                at: at('core', ref)('spec.externalName'),
                params: { service: `${namespace}/${name}`, name: externalName },
                related: [missing],
                entities: entitiesOf(ref),
              },
            ]
          : [];
      }),
    );
  },
};

function findMissing(
  externalName: string,
  snapshot: ClusterSnapshot,
): ObjectRef | undefined {
  const [, name, namespace] = LOCAL_NAME.exec(externalName.toLowerCase()) ?? [];
  if (name === undefined) {
    return undefined;
  }
  const target = lookUp(snapshot, SERVICE, namespace, name);
  return target.state === 'missing' ? target.ref : undefined;
}
