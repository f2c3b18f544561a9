import type { ObjectRef, RoutePolicy } from '@portolan/plugin-traffic-common';
import { at, refOf } from '../../../model/refs';
import { lookUp } from '../../../references/lookUp';
import {
  isRecord,
  readFlag,
  readList,
  readRecord,
  readText,
} from '../../../snapshot/read';
import { SERVERS_TRANSPORT, SERVERS_TRANSPORT_TCP, SOURCE_ID } from '../kinds';
import type { Context } from './Context';

/** Fields of `forwardingTimeouts`, and of ServersTransportTCP beside it, in words. */
const TIMEOUTS: Readonly<Record<string, string>> = {
  dialTimeout: 'connect',
  responseHeaderTimeout: 'first answer',
  idleConnTimeout: 'idle',
  readIdleTimeout: 'idle read',
  pingTimeout: 'ping',
};

/** What the ServersTransport that a service names sets; what cannot be looked at is stated as not known. */
export function serversTransportPolicies(
  { snapshot }: Context,
  options: { value: unknown; object: ObjectRef; path: string },
): readonly RoutePolicy[] {
  const { value, object, path } = options;
  const name = readText(value, 'serversTransport');
  if (!name) {
    return [];
  }
  const kind =
    object.kind === 'IngressRouteTCP'
      ? SERVERS_TRANSPORT_TCP
      : SERVERS_TRANSPORT;
  const found = lookUp(snapshot, kind, object.namespace, name);
  if (found.state !== 'resolved') {
    return [
      {
        aspect: 'connection',
        summary: `${kind.kind} ${object.namespace}/${name}`,
        params: {},
        state: found.state === 'missing' ? 'not-accepted' : 'unknown',
        setBy: at(SOURCE_ID, object)(`${path}.serversTransport`),
      },
    ];
  }
  const ref = refOf(snapshot.cluster, kind, object.namespace, name);
  const { spec } = found.value;
  return [...tlsPolicies(spec, ref), ...timeoutPolicies(spec, ref)];
}

function tlsPolicies(spec: unknown, ref: ObjectRef): RoutePolicy[] {
  const isTcp = ref.kind === SERVERS_TRANSPORT_TCP.kind;
  const tls = isTcp ? readRecord(spec, 'tls') : spec;
  const parts = [
    ...(readFlag(tls, 'insecureSkipVerify')
      ? ['the backend’s certificate is not verified']
      : []),
    ...(readText(tls, 'serverName')
      ? [`server name ${readText(tls, 'serverName')}`]
      : []),
    ...(readList(tls, 'rootCAs').length +
      readList(tls, 'rootCAsSecrets').length >
    0
      ? ['own authorities']
      : []),
    ...(readList(tls, 'certificatesSecrets').length > 0
      ? ['with a client certificate']
      : []),
    ...(isRecord(tls) && isRecord(tls.spiffe) ? ['SPIFFE'] : []),
  ];
  return parts.length === 0
    ? []
    : [
        {
          aspect: 'backend-tls',
          summary: parts.join(', '),
          params: {
            insecureSkipVerify: readFlag(tls, 'insecureSkipVerify') ?? false,
          },
          state: 'in-force',
          setBy: at(SOURCE_ID, ref)(isTcp ? 'spec.tls' : 'spec'),
        },
      ];
}

function timeoutPolicies(spec: unknown, ref: ObjectRef): RoutePolicy[] {
  const isTcp = ref.kind === SERVERS_TRANSPORT_TCP.kind;
  const holder = isTcp ? spec : readRecord(spec, 'forwardingTimeouts');
  const given = Object.entries(TIMEOUTS).flatMap(
    ([field, word]): [string, string, string][] => {
      const time = isRecord(holder) ? holder[field] : undefined;
      return typeof time === 'string' || typeof time === 'number'
        ? [[field, word, String(time)]]
        : [];
    },
  );
  return given.length === 0
    ? []
    : [
        {
          aspect: 'timeout',
          summary: given.map(([, word, time]) => `${word} ${time}`).join(', '),
          params: Object.fromEntries(
            given.map(([field, , time]) => [field, time]),
          ),
          state: 'in-force',
          setBy: at(SOURCE_ID, ref)(isTcp ? 'spec' : 'spec.forwardingTimeouts'),
        },
      ];
}
