import type {
  ObjectRef,
  PolicyAspect,
  RoutePolicy,
} from '@portolan/plugin-traffic-common';
import { at } from '../../../model/refs';
import { lookUp } from '../../../references/lookUp';
import type { KubeObject } from '../../../snapshot/KubeObject';
import {
  isRecord,
  readList,
  readNumber,
  readRecord,
  readText,
} from '../../../snapshot/read';
import { SOURCE_ID, TRAEFIK_SERVICE } from '../kinds';
import { dropped, joinObstacles, type Context } from './Context';
import type { Flow, ServiceReference } from './followService';
import { stickyPolicy } from './loadBalancerPolicies';

/** Deeper nests of TraefikServices are not followed. */
const MAX_DEPTH = 8;

type Follow = (context: Context, reference: ServiceReference) => Flow;

interface TraefikServiceReference extends ServiceReference {
  readonly ref: ObjectRef;
  readonly follow: Follow;
}

/**
 * The services behind a TraefikService: by their weights, by the hash of the client's address, with mirrors, or one with
 * another to fall back on. A service that cannot be built takes the whole router with it.
 */
export function followTraefikService(
  context: Context,
  reference: TraefikServiceReference,
): Flow {
  const { ref, visited } = reference;
  const name = `${ref.namespace}/${ref.name}`;
  const found = lookUp(
    context.snapshot,
    TRAEFIK_SERVICE,
    ref.namespace,
    ref.name,
  );
  if (found.state !== 'resolved') {
    return unresolved(reference, found);
  }
  if (visited.includes(name) || visited.length >= MAX_DEPTH) {
    return unresolved(reference, {
      state: 'unsupported',
      ref,
      why: 'TraefikServices that lead in a circle',
    });
  }
  return followSpec(context, found.value, {
    ...reference,
    visited: [...visited, name],
  });
}

function followSpec(
  context: Context,
  { spec }: KubeObject,
  reference: TraefikServiceReference,
): Flow {
  const { ref, weight, share, visited, follow } = reference;
  const inner = (
    value: unknown,
    path: string,
    part: Partial<ServiceReference>,
  ) =>
    follow(context, {
      value,
      object: ref,
      path,
      weight,
      share,
      visited,
      ...part,
    });
  const policy = (
    aspect: PolicyAspect,
    summary: string,
    path: string,
    params: RoutePolicy['params'] = {},
  ): RoutePolicy => ({
    aspect,
    summary,
    params,
    state: 'in-force',
    setBy: at(SOURCE_ID, ref)(path),
  });
  for (const field of ['weighted', 'highestRandomWeight'] as const) {
    const group = readRecord(spec, field);
    if (isRecord(spec) && isRecord(spec[field])) {
      const sticky = stickyPolicy(group, ref, `spec.${field}.sticky`);
      return joinFlows([
        followWeighted(readList(group, 'services'), {
          ...reference,
          inner,
          path: `spec.${field}.services`,
        }),
        justPolicies([
          ...sticky,
          ...(field === 'highestRandomWeight'
            ? [
                policy(
                  'load-balancing',
                  'by a hash of the client’s address',
                  'spec.highestRandomWeight',
                ),
              ]
            : []),
        ]),
      ]);
    }
  }
  const mirroring = readRecord(spec, 'mirroring');
  if (isRecord(spec) && isRecord(spec.mirroring)) {
    const mirrors = readList(mirroring, 'mirrors').map((value, index) => {
      const path = `spec.mirroring.mirrors[${index}]`;
      const percent = readNumber(value, 'percent') ?? 0;
      const flow = inner(value, path, { weight: 0, share: 0 });
      return {
        mirrors: percent > 0 ? flow.backends.map(backend => backend.ref) : [],
        obstacles: flow.obstacles,
        policies: flow.backends.map(backend =>
          policy(
            'mirror',
            `${percent} % of requests copied to ${backend.ref.namespace}/${backend.ref.name}`,
            path,
            { percent },
          ),
        ),
      };
    });
    const main = inner(mirroring, 'spec.mirroring', {});
    return {
      ...main,
      mirrors: [...main.mirrors, ...mirrors.flatMap(item => item.mirrors)],
      policies: [...main.policies, ...mirrors.flatMap(item => item.policies)],
      obstacles: joinObstacles([
        main.obstacles,
        ...mirrors.map(item => item.obstacles),
      ]),
    };
  }
  const failover = readRecord(spec, 'failover');
  if (isRecord(spec) && isRecord(spec.failover)) {
    const main = readRecord(failover, 'service');
    const fallback = readRecord(failover, 'fallback');
    const other = readText(fallback, 'name') ?? '';
    return joinFlows([
      inner(main, 'spec.failover.service', {}),
      // It has a weight and no share: it serves while the other does not.
      inner(fallback, 'spec.failover.fallback', { share: 0 }),
      justPolicies([
        policy('failover', `falls back to ${other}`, 'spec.failover.fallback'),
      ]),
    ]);
  }
  return unresolved(reference, {
    state: 'unsupported',
    ref,
    why: 'a TraefikService without a type',
  });
}

/** The shares of a list of services by their weights, 1 where none is given. */
export function followWeighted(
  services: readonly unknown[],
  options: {
    path: string;
    weight: number;
    share: number;
    inner: (
      value: unknown,
      path: string,
      part: Partial<ServiceReference>,
    ) => Flow;
  },
): Flow {
  const weights = services.map(value =>
    Math.max(0, readNumber(value, 'weight') ?? 1),
  );
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return joinFlows(
    services.map((value, index) =>
      options.inner(value, `${options.path}[${index}]`, {
        weight: options.weight === 0 ? 0 : weights[index],
        share: sum === 0 ? 0 : (options.share * weights[index]) / sum,
      }),
    ),
  );
}

function joinFlows(flows: readonly Flow[]): Flow {
  if (flows.length === 1) {
    return flows[0];
  }
  return {
    backends: flows.flatMap(({ backends }) => backends),
    mirrors: flows.flatMap(({ mirrors }) => mirrors),
    policies: flows.flatMap(({ policies }) => policies),
    obstacles: joinObstacles(flows.map(({ obstacles }) => obstacles)),
    native: flows.flatMap(({ native }) => native),
    internal: flows.flatMap(({ internal }) => internal),
  };
}

function justPolicies(policies: readonly RoutePolicy[]): Flow {
  return { ...joinFlows([]), policies };
}

function unresolved(
  { ref, object, path, weight, share }: TraefikServiceReference,
  target: Flow['backends'][number]['target'],
): Flow {
  const isMissing = target.state === 'missing';
  return {
    ...joinFlows([]),
    backends: [
      {
        ref,
        port: null,
        weight,
        share,
        reason: isMissing ? 'BackendNotFound' : null,
        target,
        provenance: at(SOURCE_ID, object)(path),
      },
    ],
    obstacles: isMissing
      ? dropped({
          code: 'BackendNotFound',
          params: { backend: `${ref.namespace}/${ref.name}`, port: '' },
        })
      : joinObstacles([]),
  };
}
