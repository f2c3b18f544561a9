import type { Route } from '@portolan/plugin-traffic-common';
import { serviceOfFullName } from '../../istio/hostnames';
import { at, refKey, refTo } from '../../model/refs';
import type { ClusterSnapshot } from '../../snapshot/ClusterSnapshot';
import { readFlag, readRecord } from '../../snapshot/read';
import {
  ENVOY_GATEWAY_BACKEND,
  VENDOR_BACKEND_KINDS,
} from '../../topology/vendorBackend';
import type { FindingDraft } from '../Check';
import { entitiesByObject } from '../routeFacts';

const KIND = VENDOR_BACKEND_KINDS.find(
  ({ kind }) => kind === ENVOY_GATEWAY_BACKEND,
);

/** Backends of Envoy Gateway that routes lead to, that name hosts outside, and that do not look at their certificates. */
export function unverifiedBackends(
  snapshots: readonly ClusterSnapshot[],
  routes: readonly Route[],
): readonly FindingDraft[] {
  const found = snapshots.flatMap(snapshot =>
    snapshot.list(ENVOY_GATEWAY_BACKEND).flatMap(object => {
      const hosts = skipsVerification(object) ? outsideHosts(object) : [];
      return hosts.length > 0
        ? [{ ref: refTo(snapshot.cluster, object), hosts }]
        : [];
    }),
  );
  if (found.length === 0) {
    return [];
  }
  const entitiesOf = entitiesByObject(routes);
  return found.flatMap(({ ref, hosts }) => {
    const key = refKey(ref);
    const users = routes.filter(
      ({ predicted, backends }) =>
        predicted.state !== 'detached' &&
        backends.some(backend => refKey(backend.ref) === key),
    );
    return users.length > 0
      ? [
          {
            at: at('envoy-gateway', ref)('spec.tls.insecureSkipVerify'),
            params: {
              kind: ref.kind,
              rule: `${ref.namespace}/${ref.name}`,
              host: hosts.join(', '),
              field: 'caCertificateRefs',
            },
            entities: [
              ...new Set(users.flatMap(({ object }) => entitiesOf(object))),
            ].sort(),
          },
        ]
      : [];
  });
}

type BackendObject = ReturnType<ClusterSnapshot['list']>[number];

function skipsVerification(object: BackendObject): boolean {
  return (
    readFlag(readRecord(object.spec, 'tls'), 'insecureSkipVerify') === true &&
    !KIND?.isRefused?.(object)
  );
}

/** Names of endpoints, each once, without those of Services. */
function outsideHosts(object: BackendObject): readonly string[] {
  const hosts = (KIND?.endpointsOf(object) ?? []).flatMap(({ kind, value }) =>
    kind === 'host' && !serviceOfFullName(value) && !value.endsWith('.svc')
      ? [value]
      : [],
  );
  return [...new Set(hosts)].sort();
}
