import type {
  PolicyAspect,
  Provenance,
  RoutePolicy,
} from '@portolan/plugin-traffic-common';
import type { KindRef } from '../../../kinds/KindRef';
import { at, refTo } from '../../../model/refs';
import { lookUp } from '../../../references/lookUp';
import type { ClusterSnapshot } from '../../../snapshot/ClusterSnapshot';
import type { KongPluginFacts } from '../../../snapshot/ObjectFacts';
import type { IngressFact } from '../facts/IngressFact';
import { SOURCE_ID } from '../kinds';
import type { ClassDoor } from './IngressController';
import type { EntryAction } from './standard/Dialect';

const GROUP = 'configuration.konghq.com';
const KONG_PLUGIN: KindRef = {
  group: GROUP,
  kind: 'KongPlugin',
  plural: 'kongplugins',
  versions: ['v1'],
  scope: 'Namespaced',
};
const KONG_CLUSTER_PLUGIN: KindRef = {
  group: GROUP,
  kind: 'KongClusterPlugin',
  plural: 'kongclusterplugins',
  versions: ['v1'],
  scope: 'Cluster',
};

/** What the plugins of Kong's Ingresses are read from. */
export const KONG_READS: readonly KindRef[] = [
  KONG_PLUGIN,
  KONG_CLUSTER_PLUGIN,
];

const KEY = 'konghq.com/plugins';
const TERMINATION = 'request-termination';
/** `config.status_code` where it is not set (plugin reference). */
const TERMINATION_STATUS = 503;

/** What a plugin is about; those that are not here may send a request elsewhere, or answer it, in ways that are not read. */
const PLUGINS: readonly (readonly [PolicyAspect, readonly string[]])[] = [
  [
    'authentication',
    [
      'basic-auth',
      'hmac-auth',
      'jwt',
      'key-auth',
      'key-auth-enc',
      'ldap-auth',
      'ldap-auth-advanced',
      'oauth2',
      'oauth2-introspection',
      'openid-connect',
    ],
  ],
  ['client-certificate', ['mtls-auth']],
  ['authorization', ['acl']],
  ['ip-allow-list', ['ip-restriction']],
  [
    'rate-limit',
    ['rate-limiting', 'rate-limiting-advanced', 'response-ratelimiting'],
  ],
  ['cors', ['cors']],
  ['body-size', ['request-size-limiting']],
  ['headers', ['correlation-id', 'response-transformer']],
  ['rewrite', ['request-transformer', 'request-transformer-advanced']],
  ['response', ['proxy-cache', 'proxy-cache-advanced', TERMINATION]],
  [
    'other',
    [
      'bot-detection',
      'datadog',
      'file-log',
      'http-log',
      'loggly',
      'opentelemetry',
      'prometheus',
      'statsd',
      'syslog',
      'tcp-log',
      'udp-log',
      'zipkin',
    ],
  ],
];
const ASPECTS: ReadonlyMap<string, PolicyAspect> = new Map(
  PLUGINS.flatMap(([aspect, plugins]) =>
    plugins.map(plugin => [plugin, aspect] as const),
  ),
);

interface Plugin {
  readonly facts: KongPluginFacts;
  readonly setBy: Provenance;
}

/** The Ingresses of a class, and what the plugins that they name set for them. */
export interface PluggedDoor {
  /** In `konghq.com/plugins` those names alone are left that were not interpreted. */
  readonly door: ClassDoor;
  readonly policiesOf: (fact: IngressFact) => readonly RoutePolicy[];
  readonly actionOf: (fact: IngressFact) => EntryAction | undefined;
}

/** Follows `konghq.com/plugins`: a KongPlugin of the namespace, else a KongClusterPlugin of that name. */
export function withPlugins(door: ClassDoor): PluggedDoor {
  const plugins = new Map<IngressFact, readonly Plugin[]>();
  const ingresses = door.ingresses.map(fact => {
    const names = (fact.annotations[KEY] ?? '')
      .split(',')
      .map(name => name.trim())
      .filter(Boolean);
    const found = names.map(name => ({
      name,
      plugin: findPlugin(door.snapshot, fact.object.namespace, name),
    }));
    const left = found.flatMap(({ name, plugin }) => (plugin ? [] : [name]));
    const settled =
      left.length === names.length
        ? fact
        : { ...fact, annotations: withoutAllBut(fact, left) };
    plugins.set(
      settled,
      found.flatMap(({ plugin }) =>
        plugin && !plugin.facts.isDisabled ? [plugin] : [],
      ),
    );
    return settled;
  });
  return {
    door: { ...door, ingresses },
    policiesOf: fact => (plugins.get(fact) ?? []).map(policyOf),
    actionOf: fact => terminationOf(plugins.get(fact) ?? []),
  };
}

function withoutAllBut(
  { annotations }: IngressFact,
  left: readonly string[],
): IngressFact['annotations'] {
  const { [KEY]: _named, ...others } = annotations;
  return left.length === 0 ? others : { ...others, [KEY]: left.join(', ') };
}

/** undefined for one that is not there, or that does what is not read. */
function findPlugin(
  snapshot: ClusterSnapshot,
  namespace: string,
  name: string,
): Plugin | undefined {
  const own = lookUp(snapshot, KONG_PLUGIN, namespace, name);
  const object =
    own.state === 'missing'
      ? snapshot.get(KONG_CLUSTER_PLUGIN, '', name)
      : snapshot.get(KONG_PLUGIN, namespace, name);
  const facts = object?.facts?.kongPlugin;
  const isRead =
    facts &&
    (facts.isDisabled ||
      (ASPECTS.has(facts.plugin) &&
        (facts.plugin !== TERMINATION || facts.answersAll)));
  return object && isRead
    ? {
        facts,
        setBy: at(SOURCE_ID, refTo(snapshot.cluster, object))('plugin'),
      }
    : undefined;
}

function policyOf({ facts, setBy }: Plugin): RoutePolicy {
  return {
    aspect: ASPECTS.get(facts.plugin) ?? 'other',
    summary: `plugin ${facts.plugin}`,
    params: { plugin: facts.plugin },
    state: 'in-force',
    setBy,
  };
}

function terminationOf(plugins: readonly Plugin[]): EntryAction | undefined {
  const last = plugins.find(({ facts }) => facts.plugin === TERMINATION);
  return (
    last && {
      backends: [],
      policies: [],
      answer: () => ({
        kind: 'respond',
        status: last.facts.status ?? TERMINATION_STATUS,
        location: null,
        why: `the plugin ${last.setBy.object.name} answers all requests`,
      }),
    }
  );
}
