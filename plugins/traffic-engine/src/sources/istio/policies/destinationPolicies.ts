import type { Provenance, RoutePolicy } from '@portolan/plugin-traffic-common';
import type {
  DestinationRule,
  PortTrafficPolicy,
  TrafficPolicy,
} from '../../../istio/facts/destinationRules';
import { at } from '../../../model/refs';
import { SOURCE_ID } from '../kinds';
import type { ResolvedDestination } from '../routes/destinations';
import { inForce } from './rulePolicies';

type Settings = Pick<
  PortTrafficPolicy,
  'loadBalancer' | 'connectionPool' | 'outlierDetection' | 'tls'
>;

/** Where one setting comes from: the object and the field that holds it. */
interface Placed<T> {
  readonly value: T;
  readonly setBy: Provenance;
}

/**
 * What DestinationRules set for one destination: a subset's own settings replace those of the rule one by one, and a
 * port-level entry replaces ALL of them, since fields it leaves out get their defaults (TrafficPolicy.portLevelSettings).
 */
export function policiesOfDestination(
  resolved: ResolvedDestination,
): readonly RoutePolicy[] {
  const [rule] = resolved.rules;
  if (!rule) {
    return [];
  }
  const provenance = (of: DestinationRule) => at(SOURCE_ID, of.ref);
  const layers: {
    policy: TrafficPolicy;
    at: (path: string) => Provenance;
    path: string;
  }[] = [];
  if (resolved.subset?.subset.trafficPolicy) {
    layers.push({
      policy: resolved.subset.subset.trafficPolicy,
      at: provenance(resolved.subset.rule),
      path: `spec.subsets[${resolved.subset.index}].trafficPolicy`,
    });
  }
  const own = resolved.rules.find(({ spec }) => spec.trafficPolicy);
  if (own?.spec.trafficPolicy) {
    layers.push({
      policy: own.spec.trafficPolicy,
      at: provenance(own),
      path: 'spec.trafficPolicy',
    });
  }
  for (const layer of layers) {
    const index = layer.policy.portLevelSettings.findIndex(
      ({ port }) => port?.number === resolved.port,
    );
    if (resolved.port !== null && index >= 0) {
      return describe([
        {
          settings: layer.policy.portLevelSettings[index],
          at: layer.at,
          path: `${layer.path}.portLevelSettings[${index}]`,
        },
      ]);
    }
  }
  return describe(
    layers.map(({ policy, at: place, path }) => ({
      settings: policy,
      at: place,
      path,
    })),
  );
}

interface Layer {
  readonly settings: Settings;
  readonly at: (path: string) => Provenance;
  readonly path: string;
}

function describe(layers: readonly Layer[]): readonly RoutePolicy[] {
  const find = <K extends keyof Settings>(
    field: K,
  ): Placed<NonNullable<Settings[K]>> | undefined => {
    for (const layer of layers) {
      const value = layer.settings[field];
      if (value) {
        return { value, setBy: layer.at(`${layer.path}.${field}`) };
      }
    }
    return undefined;
  };
  const balancer = find('loadBalancer');
  const outlier = find('outlierDetection');
  const pool = find('connectionPool');
  const tls = find('tls');
  return [
    ...(balancer ? describeBalancer(balancer, outlier !== undefined) : []),
    ...(outlier ? [describeOutliers(outlier)] : []),
    ...(pool ? describePool(pool) : []),
    ...(tls ? [describeTls(tls)] : []),
  ];
}

function describeBalancer(
  { value, setBy }: Placed<NonNullable<Settings['loadBalancer']>>,
  hasOutlierDetection: boolean,
): readonly RoutePolicy[] {
  const policies: RoutePolicy[] = [];
  if (value.simple && value.simple !== 'UNSPECIFIED') {
    policies.push(
      inForce('load-balancing', {
        summary: value.simple,
        params: { simple: value.simple },
        setBy,
      }),
    );
  }
  const hash = value.consistentHash;
  if (hash) {
    const key =
      (hash.httpHeaderName && `header ${hash.httpHeaderName}`) ||
      (hash.httpCookie && `cookie ${hash.httpCookie.name ?? ''}`) ||
      (hash.httpQueryParameterName &&
        `query parameter ${hash.httpQueryParameterName}`) ||
      (hash.useSourceIp && 'source address') ||
      'nothing';
    policies.push(
      inForce('session-affinity', {
        summary: `consistent hash by ${key}`,
        params: {
          httpHeaderName: hash.httpHeaderName,
          httpCookie: hash.httpCookie?.name ?? null,
          ttl: hash.httpCookie?.ttl ?? null,
          httpQueryParameterName: hash.httpQueryParameterName,
          useSourceIp: hash.useSourceIp,
        },
        setBy,
      }),
    );
  }
  const locality = value.localityLbSetting;
  if (locality && locality.enabled !== false) {
    const failover = locality.failover.map(
      ({ from, to }) => `${from} to ${to}`,
    );
    const failsOver =
      failover.length > 0 || locality.failoverPriority.length > 0;
    if (failsOver) {
      policies.push({
        ...inForce('failover', {
          summary:
            [
              ...failover,
              ...(locality.failoverPriority.length > 0
                ? [`by ${locality.failoverPriority.join(', ')}`]
                : []),
            ].join('; ') +
            (hasOutlierDetection
              ? ''
              : ' (without outlierDetection nothing fails over)'),
          params: {
            failover: failover.join('; ') || null,
            failoverPriority: locality.failoverPriority.join(', ') || null,
          },
          setBy,
        }),
      });
    }
    if (locality.distribute.length > 0) {
      policies.push(
        inForce('load-balancing', {
          summary: `by locality: ${locality.distribute
            .map(
              ({ from, to }) =>
                `${from} to ${Object.entries(to ?? {})
                  .map(([region, percent]) => `${region} ${percent} %`)
                  .join(', ')}`,
            )
            .join('; ')}`,
          params: { distribute: locality.distribute.length },
          setBy,
        }),
      );
    }
  }
  return policies;
}

function describeOutliers({
  value,
  setBy,
}: Placed<NonNullable<Settings['outlierDetection']>>): RoutePolicy {
  const errors = value.consecutive5xxErrors ?? value.consecutiveErrors;
  return inForce('circuit-breaker', {
    summary: [
      `ejects after ${errors ?? 'the default of'} consecutive 5xx`,
      ...(value.interval ? [`looked at every ${value.interval}`] : []),
      ...(value.baseEjectionTime ? [`for ${value.baseEjectionTime}`] : []),
      ...(value.maxEjectionPercent === null
        ? []
        : [`at most ${value.maxEjectionPercent} %`]),
    ].join(', '),
    params: { ...value },
    setBy,
  });
}

function describePool({
  value,
  setBy,
}: Placed<NonNullable<Settings['connectionPool']>>): readonly RoutePolicy[] {
  const settings = { ...value.tcp, ...value.http };
  const set = Object.entries(settings).filter(([, item]) => item !== null);
  return set.length === 0
    ? []
    : [
        inForce('connection', {
          summary: set
            .map(([key, item]) => `${key} ${String(item)}`)
            .join(', '),
          params: settings,
          setBy,
        }),
      ];
}

function describeTls({
  value,
  setBy,
}: Placed<NonNullable<Settings['tls']>>): RoutePolicy {
  const { mode, sni, credentialName, insecureSkipVerify, caCertificates } =
    value;
  const isSkipped =
    insecureSkipVerify && (mode === 'SIMPLE' || mode === 'MUTUAL');
  const verifies = isSkipped ? ', certificate not verified' : '';
  return inForce('backend-tls', {
    summary: `${mode ?? 'DISABLE'}${sni ? ` as ${sni}` : ''}${verifies}`,
    params: { mode, sni, credentialName, insecureSkipVerify, caCertificates },
    setBy,
  });
}
