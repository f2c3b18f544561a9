import type {
  ObjectRef,
  Provenance,
  Redirect,
  RoutePolicy,
} from '@portolan/plugin-traffic-common';
import type { KindRef } from '../../../kinds/KindRef';
import { at, refOf } from '../../../model/refs';
import { lookUp } from '../../../references/lookUp';
import { isRecord, readFlag, readList, readText } from '../../../snapshot/read';
import { MIDDLEWARE, SOURCE_ID } from '../kinds';
import { readGoRegexp, type GoRegexp } from '../rule/goRegexp';
import {
  crossNamespace,
  joinObstacles,
  obstacleOf,
  dropped,
  type Context,
  type Obstacles,
} from './Context';
import { middlewareFault } from './middlewareFaults';
import { MIDDLEWARE_FIELDS } from './middlewarePolicies';
import { readPathChange, type PathChange } from './pathChange';

/** A redirect to another scheme, for requests that did not come in by it. */
export type SchemeRedirect = Redirect & { readonly scheme: string };

/** What the middlewares of a router do, in their order. */
export interface MiddlewareChain {
  readonly policies: readonly RoutePolicy[];
  readonly obstacles: Obstacles;
  readonly redirect: SchemeRedirect | null;
  /** What changes a request or answers it, one after the other. */
  readonly steps: readonly MiddlewareStep[];
}

/** One middleware's part in what becomes of a request. */
export type MiddlewareStep =
  | { readonly kind: 'path'; readonly change: PathChange }
  | { readonly kind: 'redirect-scheme'; readonly redirect: SchemeRedirect }
  | {
      readonly kind: 'redirect-regex';
      readonly regexp: GoRegexp;
      readonly replacement: string;
      readonly statusCode: number;
    };

interface ChainOptions {
  readonly kind: KindRef;
  readonly middlewares: readonly unknown[];
  /** Who names them, and where. */
  readonly object: ObjectRef;
  readonly path: string;
  readonly visited?: readonly string[];
}

const NO_MIDDLEWARES: MiddlewareChain = joinChains([]);

/** Follows `middlewares`; a `chain` stands for those that it lists. */
export function followMiddlewares(
  context: Context,
  options: ChainOptions,
): MiddlewareChain {
  if (options.middlewares.length === 0) {
    return NO_MIDDLEWARES;
  }
  return joinChains(
    options.middlewares.map((value, index) =>
      followOne(context, {
        ...options,
        value,
        path: `${options.path}[${index}]`,
      }),
    ),
  );
}

function followOne(
  context: Context,
  options: ChainOptions & { value: unknown },
): MiddlewareChain {
  const { kind, value, object, path, visited = [] } = options;
  const name = readText(value, 'name') ?? '';
  const provenance = at(SOURCE_ID, object)(path);
  if (name.includes('@')) {
    return {
      ...NO_MIDDLEWARES,
      policies: [
        {
          aspect: 'other',
          summary: `Middleware ${name} of another provider`,
          params: {},
          state: 'not-interpreted',
          setBy: provenance,
        },
      ],
    };
  }
  const namespace = readText(value, 'namespace') || object.namespace;
  const ref = refOf(context.snapshot.cluster, kind, namespace, name);
  const border = crossNamespace(context, object.namespace, ref);
  const found = lookUp(context.snapshot, kind, namespace, name);
  const key = `${namespace}/${name}`;
  if (found.state !== 'resolved') {
    const state = found.state === 'missing' ? 'missing' : 'unknown';
    return {
      ...NO_MIDDLEWARES,
      obstacles: joinObstacles([border, obstacleOf(state, ref)]),
      policies: [
        {
          aspect: 'other',
          summary: `${kind.kind} ${key}`,
          params: {},
          state: state === 'missing' ? 'not-accepted' : 'unknown',
          setBy: provenance,
        },
      ],
    };
  }
  if (visited.includes(key)) {
    return {
      ...NO_MIDDLEWARES,
      obstacles: refused(`${key} is a chain in a circle`),
    };
  }
  const read = () =>
    readSpec(context, found.value.spec, {
      ...options,
      ref,
      visited: [...visited, key],
    });
  // Inside of a chain, what is read depends on the way to it.
  const chain = visited.length === 0 ? context.once(found.value, read) : read();
  return { ...chain, obstacles: joinObstacles([border, chain.obstacles]) };
}

function readSpec(
  context: Context,
  spec: unknown,
  { kind, ref, visited }: ChainOptions & { ref: ObjectRef },
): MiddlewareChain {
  const fields = isRecord(spec) ? spec : {};
  const set = Object.keys(fields)
    .filter(field => fields[field] !== null && fields[field] !== undefined)
    .sort();
  // What is of several kinds is refused over HTTP alone.
  const fault =
    kind === MIDDLEWARE || set.length < 2
      ? middlewareFault(spec, set)
      : undefined;
  const chain = joinChains(
    set.map(field => {
      const provenance = at(SOURCE_ID, ref)(`spec.${field}`);
      const settings = fields[field];
      if (field === 'chain') {
        return followMiddlewares(context, {
          kind,
          middlewares: readList(settings, 'middlewares'),
          object: ref,
          path: 'spec.chain.middlewares',
          visited,
        });
      }
      if (!Object.hasOwn(MIDDLEWARE_FIELDS, field)) {
        return notInterpreted(field, provenance);
      }
      return {
        ...NO_MIDDLEWARES,
        policies: MIDDLEWARE_FIELDS[field](settings).map(
          (effect): RoutePolicy => ({
            ...effect,
            state: 'in-force',
            setBy: provenance,
          }),
        ),
        redirect: field === 'redirectScheme' ? readRedirect(settings) : null,
        steps: readSteps(field, settings),
      };
    }),
  );
  return fault === undefined
    ? chain
    : {
        ...chain,
        policies: chain.policies.map(policy => ({
          ...policy,
          state: 'not-accepted',
        })),
        obstacles: joinObstacles([
          refused(`of ${kind.kind} ${ref.namespace}/${ref.name}, ${fault}`),
          chain.obstacles,
        ]),
      };
}

/** Traefik builds no router around a middleware that it cannot build. */
function refused(reason: string): Obstacles {
  return dropped({
    code: 'NotAttached',
    params: { by: 'Traefik', reason },
  });
}

function notInterpreted(field: string, setBy: Provenance): MiddlewareChain {
  return {
    ...NO_MIDDLEWARES,
    policies: [
      {
        aspect: field === 'plugin' ? 'extension' : 'other',
        summary: field,
        params: {},
        state: 'not-interpreted',
        setBy,
      },
    ],
  };
}

function readSteps(
  field: string,
  settings: unknown,
): readonly MiddlewareStep[] {
  if (field === 'redirectScheme') {
    const redirect = readRedirect(settings);
    return redirect ? [{ kind: 'redirect-scheme', redirect }] : [];
  }
  if (field === 'redirectRegex') {
    return [
      {
        kind: 'redirect-regex',
        regexp: readGoRegexp(readText(settings, 'regex') ?? ''),
        replacement: readText(settings, 'replacement') ?? '',
        statusCode: readFlag(settings, 'permanent') ? 301 : 302,
      },
    ];
  }
  const change = readPathChange(field, settings);
  return change ? [{ kind: 'path', change }] : [];
}

const USUAL_PORTS: Readonly<Record<string, number>> = { http: 80, https: 443 };

/** 302, or 301 when permanent (Traefik's redirectScheme; other methods than GET get 307 and 308). */
function readRedirect(settings: unknown): SchemeRedirect | null {
  const scheme = readText(settings, 'scheme');
  const port = Number(readText(settings, 'port') ?? NaN);
  return scheme
    ? {
        scheme,
        hostname: null,
        port:
          Number.isInteger(port) && port > 0 && port !== USUAL_PORTS[scheme]
            ? port
            : null,
        path: null,
        statusCode: readFlag(settings, 'permanent') ? 301 : 302,
      }
    : null;
}

export function joinChains(
  chains: readonly MiddlewareChain[],
): MiddlewareChain {
  return {
    policies: chains.flatMap(({ policies }) => policies),
    obstacles: joinObstacles(chains.map(({ obstacles }) => obstacles)),
    redirect: chains.find(({ redirect }) => redirect)?.redirect ?? null,
    steps: chains.flatMap(({ steps }) => steps),
  };
}
