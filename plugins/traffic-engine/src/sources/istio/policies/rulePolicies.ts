import type {
  PolicyAspect,
  RoutePolicy,
} from '@portolan/plugin-traffic-common';
import type { Provenance } from '@portolan/plugin-traffic-common';
import type { HttpRoute } from '../../../istio/facts/virtualServices';
import type { MeshConfig } from '../../../istio/meshConfig';
import { SOURCE_ID } from '../kinds';

type Params = RoutePolicy['params'];
type ParamSource = Readonly<Record<string, string | number | boolean | null>>;

/** One policy that a field sets and that nothing overrides. */
export function inForce(
  aspect: PolicyAspect,
  options: { summary: string; params: ParamSource; setBy: Provenance },
): RoutePolicy {
  const { summary, params, setBy } = options;
  return {
    aspect,
    summary,
    params: withoutNulls(params),
    state: 'in-force',
    setBy,
  };
}

/** Params without those that are not set. */
function withoutNulls(params: ParamSource): Params {
  const set: Params = {};
  for (const [key, value] of Object.entries(params)) {
    if (value !== null) {
      set[key] = value;
    }
  }
  return set;
}

/** The retries of a rule that sets none, where the mesh configuration says what they are. */
export function meshRetries(
  { retries, redirect, directResponse }: HttpRoute,
  { settings, sources }: MeshConfig,
): readonly RoutePolicy[] {
  const policy = settings?.defaultHttpRetryPolicy;
  const from = sources.find(({ facts }) => facts.state === 'read');
  return policy && from && !retries && !redirect && !directResponse
    ? [
        describeRetries(policy, {
          source: SOURCE_ID,
          object: from.setBy.object,
          path: from.setBy.path,
        }),
      ]
    : [];
}

function describeRetries(
  retries: {
    attempts: number | null;
    perTryTimeout: string | null;
    retryOn: string | null;
    backoff?: string | null;
  },
  setBy: Provenance,
): RoutePolicy {
  const { attempts, perTryTimeout, retryOn, backoff = null } = retries;
  return inForce('retry', {
    summary:
      attempts === 0
        ? 'no retries'
        : [
            `${attempts ?? 'default'} attempts`,
            ...(perTryTimeout ? [`${perTryTimeout} each`] : []),
            ...(retryOn ? [`on ${retryOn}`] : []),
          ].join(', '),
    params: { attempts, perTryTimeout, retryOn, backoff },
    setBy,
  });
}

/** What one HTTP rule of a VirtualService sets, each with its field. */
export function policiesOfRule(
  rule: HttpRoute,
  at: (field: string) => Provenance,
): readonly RoutePolicy[] {
  return [
    ...timeoutAndRetries(rule, at),
    ...faults(rule, at),
    ...mirrors(rule, at),
    ...cors(rule, at),
    ...changes(rule, at),
  ];
}

type At = (field: string) => Provenance;

function timeoutAndRetries({ timeout, retries }: HttpRoute, at: At) {
  const policies: RoutePolicy[] = [];
  if (timeout) {
    policies.push(
      inForce('timeout', {
        summary: timeout,
        params: { timeout },
        setBy: at('timeout'),
      }),
    );
  }
  if (retries) {
    policies.push(describeRetries(retries, at('retries')));
  }
  return policies;
}

function faults({ fault }: HttpRoute, at: At) {
  const policies: RoutePolicy[] = [];
  if (fault?.delay?.fixedDelay) {
    const percent = fault.delay.percentage?.value ?? fault.delay.percent ?? 0;
    policies.push(
      inForce('fault', {
        summary: `delay ${fault.delay.fixedDelay} for ${percent} %`,
        params: { fixedDelay: fault.delay.fixedDelay, percent },
        setBy: at('fault.delay'),
      }),
    );
  }
  if (
    fault?.abort &&
    (fault.abort.httpStatus !== null || fault.abort.grpcStatus)
  ) {
    const { httpStatus, grpcStatus, percentage } = fault.abort;
    const percent = percentage?.value ?? 0;
    policies.push(
      inForce('fault', {
        summary: `abort with ${httpStatus ?? grpcStatus} for ${percent} %`,
        params: { httpStatus, grpcStatus, percent },
        setBy: at('fault.abort'),
      }),
    );
  }
  return policies;
}

/** The mirrors of a rule with their share of the requests in percent; a share of 0 mirrors nothing. */
export function mirrorsOf(rule: HttpRoute) {
  const percent = rule.mirrorPercentage
    ? rule.mirrorPercentage.value ?? 0
    : rule.mirrorPercent ?? rule.mirror_percent;
  return [
    ...(rule.mirror
      ? [{ destination: rule.mirror, percent: percent ?? 100, field: 'mirror' }]
      : []),
    ...rule.mirrors.map(({ destination, percentage }, index) => ({
      destination,
      percent: percentage ? percentage.value ?? 0 : 100,
      field: `mirrors[${index}]`,
    })),
  ].filter(({ percent: share }) => share > 0);
}

function mirrors(rule: HttpRoute, at: At) {
  return mirrorsOf(rule).map(({ destination, percent, field }) =>
    inForce('mirror', {
      summary: `${percent} % to ${destination.host}`,
      params: {
        host: destination.host,
        subset: destination.subset,
        port: destination.port?.number ?? null,
        percent,
      },
      setBy: at(field),
    }),
  );
}

function cors({ corsPolicy }: HttpRoute, at: At) {
  if (!corsPolicy) {
    return [];
  }
  const origins =
    corsPolicy.allowOrigins.length > 0
      ? corsPolicy.allowOrigins.map(origin =>
          origin.type === 'any' ? '*' : origin.value,
        )
      : corsPolicy.allowOrigin;
  return [
    inForce('cors', {
      summary: `origins ${origins.join(', ') || 'none'}`,
      params: {
        allowOrigins: origins.join(', '),
        allowMethods: corsPolicy.allowMethods.join(', ') || null,
        allowHeaders: corsPolicy.allowHeaders.join(', ') || null,
        allowCredentials: corsPolicy.allowCredentials,
        maxAge: corsPolicy.maxAge,
      },
      setBy: at('corsPolicy'),
    }),
  ];
}

function changes(rule: HttpRoute, at: At) {
  const { rewrite, redirect, directResponse, headers } = rule;
  const policies: RoutePolicy[] = [];
  if (rewrite) {
    const regex = rewrite.uriRegexRewrite;
    policies.push(
      inForce('rewrite', {
        summary: [
          ...(regex ? [`path by ${regex.match} to ${regex.rewrite}`] : []),
          ...(rewrite.uri && !regex ? [`path to ${rewrite.uri}`] : []),
          ...(rewrite.authority ? [`host to ${rewrite.authority}`] : []),
        ].join(', '),
        params: {
          uri: rewrite.uri,
          authority: rewrite.authority,
          match: regex?.match ?? null,
          rewrite: regex?.rewrite ?? null,
        },
        setBy: at('rewrite'),
      }),
    );
  }
  if (redirect) {
    const code = redirect.redirectCode || 301;
    policies.push(
      inForce('redirect', {
        summary: `${code} to ${[
          redirect.scheme ? `${redirect.scheme}:` : '',
          redirect.authority ? `//${redirect.authority}` : '',
          redirect.uri ?? redirect.prefixRewrite ?? '',
        ].join('')}`,
        params: { ...redirect, redirectCode: code },
        setBy: at('redirect'),
      }),
    );
  }
  if (directResponse) {
    policies.push(
      inForce('other', {
        summary: `the proxy itself answers ${directResponse.status}`,
        params: { status: directResponse.status },
        setBy: at('directResponse'),
      }),
    );
  }
  for (const side of ['request', 'response'] as const) {
    const change = headers?.[side];
    if (change) {
      const set = Object.keys(change.set);
      const add = Object.keys(change.add);
      policies.push(
        inForce('headers', {
          summary: [
            ...(set.length > 0 ? [`sets ${set.sort().join(', ')}`] : []),
            ...(add.length > 0 ? [`adds ${add.sort().join(', ')}`] : []),
            ...(change.remove.length > 0
              ? [`removes ${change.remove.join(', ')}`]
              : []),
          ].join('; '),
          params: { of: side },
          setBy: at(`headers.${side}`),
        }),
      );
    }
  }
  return policies;
}
