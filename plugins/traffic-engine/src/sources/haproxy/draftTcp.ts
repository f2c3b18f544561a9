import type { Certificate } from '@portolan/plugin-traffic-common';
import { SECRET, SERVICE } from '../../kinds/coreKinds';
import type { BackendDraft, RouteDraft } from '../../model/drafts';
import { at, refOf } from '../../model/refs';
import { routeUrl } from '../../model/routeUrl';
import { lookUp } from '../../references/lookUp';
import type { ClusterSnapshot } from '../../snapshot/ClusterSnapshot';
import {
  isRecord,
  readNumber,
  readRecord,
  readText,
} from '../../snapshot/read';
import { haproxyTargets } from '../../topology/haproxyTargets';
import { serviceFact } from '../../topology/Service';
import { HAPROXY_CONTROLLER, SOURCE_ID } from './kinds';
import type { TcpBind } from './tcpView';

const FRONTEND_PLAIN = ['name', 'binds', 'mode', 'tcplog', 'log_format'];
const ENTRY_PLAIN = ['name', 'frontend', 'service', 'services'];
/** Fields that may send a connection to another Service, or refuse it. */
const SWITCHES = [
  'backend_switching_rule_list',
  'tcp_request_rule_list',
  'filter_list',
];

/** The way in by one port of a TCP object: to its Service, unless a rule of the frontend sends it elsewhere. */
export function draftTcp(snapshot: ClusterSnapshot, bind: TcpBind): RouteDraft {
  const { object, path, port, entry, door } = bind;
  const place = at(SOURCE_ID, object);
  const scheme = bind.isTls ? 'tls' : 'tcp';
  const host = { kind: 'any', value: '' } as const;
  const backend = resolveService(snapshot, bind);
  const filters = switchesOf(bind);
  return {
    id: bind.id,
    source: SOURCE_ID,
    cluster: snapshot.cluster,
    object,
    ruleIndex: bind.index,
    matchIndex: bind.bindIndex,
    scheme,
    host,
    port,
    match: { path: null, method: null, headers: [], queryParams: [] },
    ...routeUrl({ scheme, host, port, path: null }),
    entry: entryOf(bind),
    addresses: [],
    exposure: 'unknown',
    tls: {
      mode: bind.isTls ? 'terminate' : 'none',
      certificates: certificatesOf(snapshot, bind),
    },
    filters: filters.map(type => ({ type, interpreted: false })),
    redirect: null,
    backends: [backend],
    door:
      filters.length > 0 && door.state === 'serving'
        ? {
            ...door,
            reasons: [
              {
                code: 'FilterNotInterpreted',
                params: { filters: filters.join(', ') },
              },
            ],
          }
        : door,
    reported: { state: 'no-status' },
    policyTargets: haproxyTargets(backend.ref),
    notInterpreted: [
      ...others(entry, ENTRY_PLAIN).map(field => place(`${path}.${field}`)),
      ...others(readRecord(entry, 'frontend'), FRONTEND_PLAIN).map(field =>
        place(`${path}.frontend.${field}`),
      ),
    ],
    provenance: [place(path)],
  };
}

export function entryOf({ frontend }: TcpBind) {
  return {
    kind: 'entry-point' as const,
    name: frontend,
    controller: HAPROXY_CONTROLLER,
  };
}

/** What of its frontend may send a connection elsewhere. */
export function switchesOf({ entry }: TcpBind): readonly string[] {
  const frontend = readRecord(entry, 'frontend');
  return SWITCHES.filter(field => {
    const list = frontend[field] ?? entry[field];
    return Array.isArray(list) && list.length > 0;
  });
}

/** A Service of the namespace of the object, and the number of its port. */
export function resolveService(
  snapshot: ClusterSnapshot,
  { object, path, entry }: TcpBind,
): BackendDraft {
  const service = readRecord(entry, 'service');
  const name = readText(service, 'name') ?? '';
  const port = readNumber(service, 'port') ?? null;
  const ref = refOf(snapshot.cluster, SERVICE, object.namespace, name);
  const draft = {
    ref,
    port,
    weight: 1,
    share: 1,
    provenance: at(SOURCE_ID, object)(`${path}.service`),
  };
  const found = lookUp(snapshot, SERVICE, object.namespace, name);
  if (found.state !== 'resolved') {
    const reason = found.state === 'missing' ? 'BackendNotFound' : null;
    return { ...draft, reason, target: found };
  }
  const hasPort =
    port !== null &&
    serviceFact(found.value).ports.some(each => each.port === port);
  return hasPort
    ? {
        ...draft,
        reason: null,
        target: {
          state: 'resolved',
          value: { service: ref, servicePort: port },
        },
      }
    : {
        ...draft,
        reason: 'BackendPortNotFound',
        target: { state: 'missing', ref },
      };
}

/** A name is a Secret of the namespace; a path is a file beside HAProxy. */
function certificatesOf(
  snapshot: ClusterSnapshot,
  { certificate, object }: TcpBind,
): Certificate[] {
  return certificate === null || certificate.includes('/')
    ? []
    : [
        {
          ref: refOf(snapshot.cluster, SECRET, object.namespace, certificate),
          state: 'not-read',
        },
      ];
}

function others(value: unknown, known: readonly string[]): readonly string[] {
  return Object.keys(isRecord(value) ? value : {})
    .filter(key => !known.includes(key))
    .sort();
}
