import type { Route } from '@portolan/plugin-traffic-common';
import { refKey } from '../../model/refs';
import { compareText } from '../../snapshot/compareText';
import { groupBy } from '../../snapshot/groupBy';
import type { Check } from '../Check';
import { entitiesOf } from '../certificateUses';

/** No certificate that a host is served with is valid for it. */
export const certificateDoesNotCover: Check = {
  id: 'certificate-does-not-cover',
  code: 'TRF162',
  severity: 'error',
  title: 'Certificate does not cover the host',
  message:
    '{{kind}} {{route}} has {{secrets}} for {{hosts}}, and that certificate is for {{names}} alone.',
  fix: 'Add {{hosts}} to the names of {{secrets}}, or name a certificate that covers it; a wildcard stands for one label.',
  reads: [],
  run: ({ model }) => {
    const hits = model.routes.filter(isUncovered);
    return [...groupBy(hits, causeOf).values()].map(routes => {
      const [{ object, provenance, tls }] = routes;
      const secrets = tls.certificates.flatMap(({ ref }) => ref ?? []);
      return {
        at: provenance[0],
        params: {
          kind: object.kind,
          route: `${object.namespace}/${object.name}`,
          hosts: list(routes.map(({ host }) => host.value)),
          secrets: list(
            secrets.map(({ namespace, name }) => `Secret ${namespace}/${name}`),
          ),
          names: list(
            tls.certificates.flatMap(({ facts }) => facts?.names ?? []),
          ),
        },
        related: secrets,
        entities: [...new Set(routes.flatMap(entitiesOf))].sort(),
      };
    });
  },
};

/** Every certificate is known and none covers; a route that no listener takes is served with none. */
function isUncovered({ tls, predicted, provenance }: Route): boolean {
  return (
    tls.mode === 'terminate' &&
    predicted.state !== 'detached' &&
    provenance.length > 0 &&
    tls.certificates.length > 0 &&
    tls.certificates.every(({ covers }) => covers === false)
  );
}

/** One object with one set of certificates is one cause, however many hosts and rules it has. */
function causeOf({ object, tls }: Route): string {
  return [
    refKey(object),
    ...tls.certificates.map(({ ref }) => (ref ? refKey(ref) : '')),
  ].join(' ');
}

function list(texts: readonly string[]): string {
  return [...new Set(texts)].sort(compareText).join(', ');
}
