import type { Reason, RouteVerdict } from '@portolan/plugin-traffic-common';
import { SECRET } from '../../kinds/coreKinds';
import { canTellAbsence, lookUp } from '../../references/lookUp';
import type { ClusterSnapshot } from '../../snapshot/ClusterSnapshot';
import {
  isRecord,
  readFlag,
  readList,
  readRecord,
  readText,
} from '../../snapshot/read';
import { TLS_CERTIFICATE_DELEGATION } from './kinds';
import type { ProxyFact } from './ProxyFact';

export const SERVING: RouteVerdict = { state: 'serving', reasons: [] };

/** Contour takes nothing of it, for a reason in its own words. */
export function refused(reason: string): RouteVerdict {
  return {
    state: 'detached',
    reasons: [{ code: 'NotAttached', params: { by: 'Contour', reason } }],
  };
}

function unknown(reason: Reason): RouteVerdict {
  return { state: 'unknown', reasons: [reason] };
}

/** The Secret of a virtual host, which may be written `namespace/name`; null without one. */
export function secretOf({
  spec,
  object,
}: ProxyFact): { namespace: string; name: string } | null {
  const text = readText(
    readRecord(readRecord(spec, 'virtualhost'), 'tls'),
    'secretName',
  );
  if (!text) {
    return null;
  }
  const slash = text.indexOf('/');
  return slash < 0
    ? { namespace: object.namespace, name: text }
    : { namespace: text.slice(0, slash), name: text.slice(slash + 1) };
}

/** Whether Contour serves the virtual host of a root at all; `twins` are the roots of its class and host, itself included. */
export function judgeRoot(
  snapshot: ClusterSnapshot,
  root: ProxyFact,
  twins: number,
): RouteVerdict {
  const fault = faultOf(root, twins);
  if (fault) {
    return refused(fault);
  }
  if (root.className !== '' && root.className !== 'contour') {
    return unknown({
      code: 'DependsOnSetting',
      params: {
        kind: 'class',
        name: root.className,
        setting: 'ingress.classNames',
      },
    });
  }
  return judgeSecret(snapshot, root);
}

function faultOf({ spec, fqdn }: ProxyFact, twins: number): string | null {
  const host = readRecord(spec, 'virtualhost');
  const tls = isRecord(host.tls) ? host.tls : null;
  const hasSecret = Boolean(readText(tls, 'secretName')?.trim());
  const isPassthrough = readFlag(tls, 'passthrough') === true;
  const has = (field: string) => readList(host, field).length > 0;
  const faults: readonly (readonly [string, boolean])[] = [
    ['FQDNNotSpecified', fqdn.trim() === ''],
    ['DuplicateVhost', twins > 1],
    [
      'NothingDefined',
      readList(spec, 'routes').length === 0 &&
        readList(spec, 'includes').length === 0 &&
        !isRecord(spec.tcpproxy),
    ],
    ['JWTVerificationNotPermitted', has('jwtProviders') && !hasSecret],
    [
      'AuthNotPermitted',
      tls === null &&
        Boolean(
          readText(
            readRecord(readRecord(host, 'authorization'), 'extensionRef'),
            'name',
          ),
        ),
    ],
    [
      'IncompatibleIPAddressFilters',
      has('ipAllowPolicy') && has('ipDenyPolicy'),
    ],
    ['TLSConfigNotValid', tls !== null && hasSecret === isPassthrough],
    [
      'TLSIncompatibleFeatures',
      isPassthrough && isRecord(tls?.clientValidation),
    ],
    ['TLSMustBeConfigured', isRecord(spec.tcpproxy) && tls === null],
  ];
  return faults.find(([, holds]) => holds)?.[0] ?? null;
}

function judgeSecret(snapshot: ClusterSnapshot, root: ProxyFact): RouteVerdict {
  const secret = secretOf(root);
  if (!secret) {
    return SERVING;
  }
  const { namespace, name } = secret;
  if (
    namespace !== root.object.namespace &&
    !isDelegated(snapshot, secret, root.object.namespace)
  ) {
    return canTellAbsence(
      snapshot.statusOf(TLS_CERTIFICATE_DELEGATION),
      namespace,
    )
      ? refused('DelegationNotPermitted')
      : unknown({
          code: 'NotKnown',
          params: { kind: 'TLSCertificateDelegation', name: namespace },
        });
  }
  return lookUp(snapshot, SECRET, namespace, name).state === 'missing'
    ? refused('SecretNotValid')
    : SERVING;
}

function isDelegated(
  snapshot: ClusterSnapshot,
  secret: { namespace: string; name: string },
  to: string,
): boolean {
  return snapshot
    .list(TLS_CERTIFICATE_DELEGATION, secret.namespace)
    .flatMap(({ spec }) => readList(spec, 'delegations'))
    .some(
      delegation =>
        readText(delegation, 'secretName') === secret.name &&
        readList(delegation, 'targetNamespaces').some(
          target => target === '*' || target === to,
        ),
    );
}
