import type {
  CertificateFacts,
  ObjectRef,
  Route,
} from '@portolan/plugin-traffic-common';
import { compareRefs, refKey } from '../../model/refs';
import { groupBy } from '../../snapshot/groupBy';
import type { Check } from '../Check';
import { certificateField, entitiesOf } from '../certificateUses';

interface Served {
  readonly host: string;
  readonly secret: ObjectRef;
  readonly facts: CertificateFacts;
  readonly entities: readonly string[];
}

/** One host is served with certificates that end at different times, so one of them will be forgotten. */
export const certificatesDiffer: Check = {
  id: 'certificates-differ',
  code: 'TRF165',
  severity: 'info',
  title: 'Certificates of one host differ',
  message:
    '{{host}} is served with {{count}} certificates that end at different times: the first in Secret {{first}} on {{firstDate}}, the last in Secret {{last}} on {{lastDate}}.',
  fix: 'Serve {{host}} with one certificate, or make sure that all of them are renewed.',
  reads: [],
  run: ({ model }) => {
    const hosts = groupBy(model.routes.flatMap(listServed), ({ host }) => host);
    return [...hosts].flatMap(([host, served]) => {
      const secrets = [
        ...new Map(served.map(item => [refKey(item.secret), item])).values(),
      ].sort(
        (a, b) =>
          Date.parse(a.facts.notAfter) - Date.parse(b.facts.notAfter) ||
          compareRefs(a.secret, b.secret),
      );
      const [first] = secrets;
      const last = secrets[secrets.length - 1];
      return first.facts.notAfter === last.facts.notAfter
        ? []
        : [
            {
              at: certificateField(first.secret),
              params: {
                host,
                count: secrets.length,
                first: nameOf(first.secret),
                firstDate: first.facts.notAfter.slice(0, 10),
                last: nameOf(last.secret),
                lastDate: last.facts.notAfter.slice(0, 10),
              },
              related: secrets.map(({ secret }) => secret),
              entities: [
                ...new Set(served.flatMap(({ entities }) => entities)),
              ].sort(),
            },
          ];
    });
  },
};

/** The certificates that a route's host is really served with: those that cover it. */
function listServed(route: Route): Served[] {
  const { host, tls, predicted } = route;
  return host.kind === 'exact' && predicted.state !== 'detached'
    ? tls.certificates.flatMap(({ ref, facts, covers }) =>
        ref && facts && covers
          ? [
              {
                host: host.value,
                secret: ref,
                facts,
                entities: entitiesOf(route),
              },
            ]
          : [],
      )
    : [];
}

function nameOf({ cluster, namespace, name }: ObjectRef): string {
  return `${namespace}/${name} of ${cluster}`;
}
