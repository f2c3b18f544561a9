import type {
  Certificate,
  Route,
  RoutePolicy,
  RouteVerdict,
} from '@portolan/plugin-traffic-common';
import { classesOf, type F5Class } from '../../f5/classes';
import { nameOf, readF5Object, type F5Object } from '../../f5/F5Object';
import { faultOfTransportServer } from '../../f5/faultOfTransportServer';
import { listenerOf, PASSTHROUGH_LISTENER } from '../../f5/hostHolders';
import {
  F5_CONTROLLER,
  GLOBAL_CONFIGURATION,
  TRANSPORT_SERVER,
  VIRTUAL_SERVER,
} from '../../f5/kinds';
import { INGRESS, INGRESS_CLASS } from '../../kinds/ingressKinds';
import { SECRET } from '../../kinds/coreKinds';
import type { RouteDraft } from '../../model/drafts';
import { at, refOf } from '../../model/refs';
import { routeUrl } from '../../model/routeUrl';
import { compareText } from '../../snapshot/compareText';
import type {
  ClusterSnapshot,
  SnapshotIndex,
} from '../../snapshot/ClusterSnapshot';
import { groupBy } from '../../snapshot/groupBy';
import { readRecord, readText } from '../../snapshot/read';
import { hostOf } from './draftRoutes';
import { notKnown, refused, SERVING, strictest } from './doors';
import type { F5Fault } from './F5Rule';
import { holderDoor } from './holderDoor';
import { SOURCE_ID } from './kinds';
import { f5Listeners, type F5Listener } from './listeners';
import { resolveUpstream } from './resolveUpstream';
import { others, translate, UPSTREAM_SETTINGS, type Setting } from './settings';
import { wordsOf } from './scalars';

/** One TransportServer as one controller has it. */
export interface F5Stream {
  readonly id: string;
  readonly controller: string;
  readonly fact: F5Object;
  readonly scheme: 'tls' | 'tcp' | 'udp';
  readonly listener: string;
  /** null where the listener is not there, or not known. */
  readonly port: number | null;
  readonly door: RouteVerdict;
}

export interface F5Streams {
  readonly streams: readonly F5Stream[];
  readonly faults: readonly F5Fault[];
}

/** All TransportServers; of several on one listener and host the oldest has it. */
export const f5Streams: SnapshotIndex<F5Streams> = {
  name: 'F5 NGINX streams',
  reads: [
    TRANSPORT_SERVER,
    VIRTUAL_SERVER,
    GLOBAL_CONFIGURATION,
    INGRESS,
    INGRESS_CLASS,
  ],
  build: snapshot => {
    const faults: F5Fault[] = [];
    const facts = snapshot
      .list(TRANSPORT_SERVER)
      .map(object => readF5Object(snapshot.cluster, object));
    const open = facts.flatMap(fact => {
      const found = faultOfTransportServer(fact.spec);
      if (found) {
        faults.push({
          fact,
          path: found.path,
          message: `The TransportServer is not valid: ${found.message}.`,
        });
      }
      return classesOf(snapshot, fact.className).map(controller => ({
        ...streamOf(snapshot, fact, controller),
        door: strictest([
          controller.door,
          found ? refused(`${found.path}: ${found.message}`) : SERVING,
          listenerDoor(snapshot, facts, fact),
          passthroughHolderDoor(snapshot, fact, controller.name),
        ]),
      }));
    });
    return { streams: withHolders(open), faults };
  },
};

function streamOf(
  snapshot: ClusterSnapshot,
  fact: F5Object,
  controller: F5Class,
): Omit<F5Stream, 'door'> {
  const listener = listenerOf(fact.spec);
  const isPassthrough = listener === PASSTHROUGH_LISTENER;
  const protocol = protocolOf(fact);
  const ended = fact.host !== '' || Boolean(secretOf(fact));
  const plain = protocol === 'UDP' ? 'udp' : 'tcp';
  return {
    id: [
      fact.object.cluster,
      'F5',
      controller.key,
      'TransportServer',
      nameOf(fact),
    ].join('|'),
    controller: controller.name,
    fact,
    listener,
    scheme: isPassthrough || (ended && protocol !== 'UDP') ? 'tls' : plain,
    port: isPassthrough ? 443 : listenerAt(snapshot, fact)?.port ?? null,
  };
}

function protocolOf({ spec }: F5Object): string {
  return readText(readRecord(spec, 'listener'), 'protocol') ?? '';
}

function secretOf({ spec }: F5Object): string | undefined {
  return readText(readRecord(spec, 'tls'), 'secret');
}

function listenerAt(
  snapshot: ClusterSnapshot,
  fact: F5Object,
): F5Listener | undefined {
  const listeners = snapshot.index(f5Listeners);
  return listeners.state === 'known'
    ? listeners.list.find(
        ({ name, protocol }) =>
          name === listenerOf(fact.spec) && protocol === protocolOf(fact),
      )
    : undefined;
}

/**
 * TLS passthrough is switched on by a flag, without which the controller calls every such TransportServer invalid: one that it
 * accepts tells that it is on.
 */
function listenerDoor(
  snapshot: ClusterSnapshot,
  all: readonly F5Object[],
  fact: F5Object,
): RouteVerdict {
  const name = listenerOf(fact.spec);
  if (name === PASSTHROUGH_LISTENER) {
    const isOn = all.some(
      each =>
        listenerOf(each.spec) === PASSTHROUGH_LISTENER &&
        each.reported.state === 'reported' &&
        each.reported.conditions.some(({ status }) => status === 'True'),
    );
    const params = {
      kind: 'listener',
      name,
      setting: '-enable-tls-passthrough',
    };
    return isOn
      ? SERVING
      : { state: 'unknown', reasons: [{ code: 'DependsOnSetting', params }] };
  }
  if (snapshot.index(f5Listeners).state === 'unknown') {
    return notKnown('GlobalConfiguration', 'of the controller');
  }
  return listenerAt(snapshot, fact)
    ? SERVING
    : refused(`there is no listener ${name} (${protocolOf(fact)})`);
}

/** Hosts of TLS passthrough are shared with VirtualServers and Ingresses. */
function passthroughHolderDoor(
  snapshot: ClusterSnapshot,
  fact: F5Object,
  controller: string,
): RouteVerdict {
  if (listenerOf(fact.spec) !== PASSTHROUGH_LISTENER) {
    return SERVING;
  }
  return holderDoor(snapshot, fact, controller);
}

function withHolders(streams: readonly F5Stream[]): readonly F5Stream[] {
  const rivals = groupBy(
    streams.filter(
      ({ door, listener }) =>
        door.state !== 'detached' && listener !== PASSTHROUGH_LISTENER,
    ),
    ({ controller, listener, fact }) =>
      `${controller}|${listener}|${fact.host}`,
  );
  const lost = new Map<F5Stream, RouteVerdict>();
  for (const group of rivals.values()) {
    const [first, second] = [...group].sort((a, b) => byAge(a.fact, b.fact));
    if (second) {
      const isDecided = isOlder(first.fact, second.fact);
      for (const stream of group) {
        if (!isDecided) {
          lost.set(
            stream,
            notKnown(
              'the oldest of those that ask for the listener',
              stream.listener,
            ),
          );
        } else if (stream !== first) {
          lost.set(
            stream,
            refused(
              `the older TransportServer ${nameOf(
                first.fact,
              )} has the listener`,
            ),
          );
        }
      }
    }
  }
  return streams.map(stream => ({
    ...stream,
    door: lost.get(stream) ?? stream.door,
  }));
}

function byAge(a: F5Object, b: F5Object): number {
  return (
    compareText(a.createdAt, b.createdAt) ||
    compareText(b.uid, a.uid) ||
    compareText(nameOf(a), nameOf(b))
  );
}

function isOlder(a: F5Object, b: F5Object): boolean {
  return (
    a.createdAt !== '' &&
    b.createdAt !== '' &&
    (a.createdAt !== b.createdAt || (a.uid !== b.uid && b.uid !== ''))
  );
}

const STREAM_UPSTREAM_SETTINGS: Readonly<Record<string, Setting>> = {
  loadBalancingMethod: UPSTREAM_SETTINGS['lb-method'],
  failTimeout: UPSTREAM_SETTINGS['fail-timeout'],
  maxFails: UPSTREAM_SETTINGS['max-fails'],
  maxConns: UPSTREAM_SETTINGS['max-conns'],
  healthCheck: UPSTREAM_SETTINGS.healthCheck,
  backup: UPSTREAM_SETTINGS.backup,
};
const STREAM_SETTINGS: Readonly<Record<string, Setting>> = {
  upstreamParameters: ['connection', wordsOf],
  sessionParameters: ['timeout', value => `session: ${wordsOf(value)}`],
};
const SNIPPETS = ['serverSnippets', 'streamSnippets'];
const READ = [
  'ingressClassName',
  'listener',
  'host',
  'tls',
  'upstreams',
  'action',
  ...Object.keys(STREAM_SETTINGS),
];

/** The backend of a TransportServer. */
export function streamBackends(snapshot: ClusterSnapshot, { fact }: F5Stream) {
  const pass = readText(readRecord(fact.spec, 'action'), 'pass') ?? '';
  return pass === ''
    ? []
    : [
        resolveUpstream(snapshot, fact, {
          upstream: pass,
          weight: 100,
          path: 'spec.action.pass',
        }),
      ];
}

export function draftStream(
  snapshot: ClusterSnapshot,
  stream: F5Stream,
): RouteDraft {
  const { fact, scheme, port, door } = stream;
  const place = at(SOURCE_ID, fact.object);
  const host = hostOf(fact.host);
  return {
    id: stream.id,
    source: SOURCE_ID,
    cluster: snapshot.cluster,
    object: fact.object,
    ruleIndex: 0,
    matchIndex: 0,
    scheme,
    host,
    port,
    match: { path: null, method: null, headers: [], queryParams: [] },
    ...routeUrl({ scheme, host, port, path: null }),
    entry: streamEntry(stream),
    addresses: [...fact.addresses],
    exposure: 'unknown',
    tls: streamTls(snapshot, stream),
    filters: SNIPPETS.filter(field => Boolean(fact.spec[field])).map(type => ({
      type,
      interpreted: false,
    })),
    redirect: null,
    backends: streamBackends(snapshot, stream),
    door,
    reported: fact.reported,
    policies: streamPolicies(stream),
    notInterpreted: others(fact.spec, READ).map(field =>
      place(`spec.${field}`),
    ),
    provenance: [place('spec.action.pass')],
  };
}

export function streamEntry({ listener }: F5Stream) {
  return {
    kind: 'entry-point' as const,
    name: listener,
    controller: F5_CONTROLLER,
  };
}

function streamTls(
  snapshot: ClusterSnapshot,
  { fact, listener }: F5Stream,
): Route['tls'] {
  const secret = secretOf(fact);
  const certificates: Certificate[] = secret
    ? [
        {
          ref: refOf(snapshot.cluster, SECRET, fact.object.namespace, secret),
          state: 'not-read',
        },
      ]
    : [];
  const ended = secret ? 'terminate' : 'none';
  return {
    mode: listener === PASSTHROUGH_LISTENER ? 'passthrough' : ended,
    certificates,
  };
}

function streamPolicies({ fact }: F5Stream): readonly RoutePolicy[] {
  const place = at(SOURCE_ID, fact.object);
  const pass = readText(readRecord(fact.spec, 'action'), 'pass') ?? '';
  const upstreams = Array.isArray(fact.spec.upstreams)
    ? fact.spec.upstreams
    : [];
  return [
    ...translate(fact.spec, STREAM_SETTINGS, field => place(`spec.${field}`)),
    ...upstreams.flatMap((upstream, index) =>
      readText(upstream, 'name') === pass
        ? translate(
            readRecord({ upstream }, 'upstream'),
            STREAM_UPSTREAM_SETTINGS,
            field => place(`spec.upstreams[${index}].${field}`),
          )
        : [],
    ),
  ];
}
