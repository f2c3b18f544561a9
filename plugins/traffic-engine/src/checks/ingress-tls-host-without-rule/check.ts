import { INGRESS } from '../../kinds/ingressKinds';
import { at, refTo } from '../../model/refs';
import { canTellAbsence } from '../../references/lookUp';
import type { ClusterSnapshot } from '../../snapshot/ClusterSnapshot';
import type { KubeObject } from '../../snapshot/KubeObject';
import { readLabels, readList, readText } from '../../snapshot/read';
import type { Check } from '../Check';
import { nameOf } from '../ingressRoutes';
import { entitiesByObject } from '../routeFacts';

/** A certificate is meant for a host that no rule of any Ingress serves. */
export const ingressTlsHostWithoutRule: Check = {
  id: 'ingress-tls-host-without-rule',
  code: 'TRF126',
  severity: 'info',
  title: 'TLS host without a rule',
  message:
    'Ingress {{ingress}} names {{host}} under tls, and no Ingress has a rule for it: the certificate is used for no request of that host.',
  fix: 'Write a rule for {{host}}, or spell it under tls of {{ingress}} as the rule does.',
  reads: [INGRESS],
  run: ({ snapshots, model }) => {
    const entitiesOf = entitiesByObject(model.routes);
    return snapshots.flatMap(snapshot => {
      if (!canTellAbsence(snapshot.statusOf(INGRESS), '')) {
        return [];
      }
      const served = hostsOf(snapshot);
      return snapshot.list(INGRESS).flatMap(ingress => {
        const object = refTo(snapshot.cluster, ingress);
        const lost = listTlsHosts(ingress).find(
          ({ host }) => !isServed(host, ingress, served),
        );
        return lost
          ? [
              {
                at: at('kubernetes-ingress', object)(lost.path),
                params: { ingress: nameOf(object), host: lost.host },
                entities: entitiesOf(object),
              },
            ]
          : [];
      });
    });
  },
};

/** The hosts of all rules of a cluster. */
function hostsOf(snapshot: ClusterSnapshot): ReadonlySet<string> {
  return new Set(
    snapshot
      .list(INGRESS)
      .flatMap(({ spec }) => readList(spec, 'rules'))
      .map(rule => (readText(rule, 'host') ?? '').toLowerCase()),
  );
}

/** None where the Ingress has rules for any host, or none at all. */
function listTlsHosts({
  spec,
}: KubeObject): readonly { host: string; path: string }[] {
  const rules = readList(spec, 'rules');
  if (rules.length === 0 || rules.some(rule => !readText(rule, 'host'))) {
    return [];
  }
  return readList(spec, 'tls').flatMap((tls, index) =>
    readList(tls, 'hosts').flatMap(host =>
      typeof host === 'string' && host !== ''
        ? [{ host: host.toLowerCase(), path: `spec.tls[${index}]` }]
        : [],
    ),
  );
}

/** By name, by a wildcard on either side, with `www.` or without it, or by what an annotation says. */
function isServed(
  host: string,
  ingress: KubeObject,
  served: ReadonlySet<string>,
): boolean {
  const above = `*${host.slice(host.indexOf('.'))}`;
  const other = host.startsWith('www.') ? host.slice(4) : `www.${host}`;
  return (
    served.has('') ||
    [host, above, other].some(each => served.has(each)) ||
    (host.startsWith('*.') &&
      [...served].some(each => each.endsWith(host.slice(1)))) ||
    Object.values(readLabels(ingress.metadata, 'annotations')).some(value =>
      value.toLowerCase().includes(host),
    )
  );
}
