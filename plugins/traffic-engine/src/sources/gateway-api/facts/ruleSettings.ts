import type { RoutePolicy } from '@portolan/plugin-traffic-common';
import { z } from 'zod';
import { durationText, text, whole } from './parse';
import { describeFilter } from './filterSettings';
import type { HttpFilter } from './httpFilters';

/** Something that a rule, or a filter of it, sets; `needs` is the feature that a class must have for it. */
export interface RuleSetting
  extends Pick<RoutePolicy, 'aspect' | 'summary' | 'params'> {
  /** `spec.rules[0].timeouts`. */
  readonly path: string;
  readonly needs?: string;
}

/** The fields of a rule, besides filters, that say how its requests are handled; each of another shape is no setting. */
export const ruleSettingsSchema = z.object({
  timeouts: z
    .object({ request: text, backendRequest: text })
    .nullish()
    .catch(undefined),
  retry: z
    .object({
      codes: z.array(z.number()).nullish(),
      attempts: whole,
      backoff: text,
    })
    .nullish()
    .catch(undefined),
  sessionPersistence: z
    .object({
      sessionName: text,
      type: text,
      absoluteTimeout: text,
      idleTimeout: text,
      cookieConfig: z.object({ lifetimeType: text }).nullish(),
    })
    .nullish()
    .catch(undefined),
});
type Rule = Partial<z.output<typeof ruleSettingsSchema>>;

/** What a rule sets, its own filters and those of its backends included. */
export function listRuleSettings(
  rule: Rule & {
    filters?: readonly HttpFilter[] | null;
    backendRefs?:
      | readonly { name: string; filters?: readonly HttpFilter[] | null }[]
      | null;
  },
  path: string,
): readonly RuleSetting[] {
  const own = (rule.filters ?? []).flatMap((filter, index) =>
    describeFilter(filter, `${path}.filters[${index}]`),
  );
  const ofBackends = (rule.backendRefs ?? []).flatMap((backend, position) =>
    (backend.filters ?? []).flatMap((filter, index) =>
      describeFilter(
        filter,
        `${path}.backendRefs[${position}].filters[${index}]`,
      ).map(setting => ({
        ...setting,
        summary: `${setting.summary} (for ${backend.name} alone)`,
      })),
    ),
  );
  return [
    ...timeoutSettings(rule.timeouts, `${path}.timeouts`),
    ...retrySettings(rule.retry, `${path}.retry`),
    ...sessionSettings(rule.sessionPersistence, `${path}.sessionPersistence`),
    ...own,
    ...ofBackends,
  ];
}

function timeoutSettings(
  timeouts: Rule['timeouts'],
  path: string,
): RuleSetting[] {
  const { request, backendRequest } = timeouts ?? {};
  return [
    ...(request
      ? [
          {
            aspect: 'timeout' as const,
            summary: `request ${durationText(request)}`,
            params: { request },
            path: `${path}.request`,
            needs: 'HTTPRouteRequestTimeout',
          },
        ]
      : []),
    ...(backendRequest
      ? [
          {
            aspect: 'timeout' as const,
            summary: `backend request ${durationText(backendRequest)}`,
            params: { backendRequest },
            path: `${path}.backendRequest`,
            needs: 'HTTPRouteBackendTimeout',
          },
        ]
      : []),
  ];
}

/** Experimental (GEP-1731): how many attempts are made is the implementation's where the field is left out. */
function retrySettings(retry: Rule['retry'], path: string): RuleSetting[] {
  if (!retry) {
    return [];
  }
  const { attempts, backoff } = retry;
  const codes = (retry.codes ?? []).join(', ');
  const words = [
    attempts === null || attempts === undefined
      ? 'retry'
      : `${attempts} retries`,
    ...(codes ? [`on ${codes}`] : []),
    ...(backoff ? [`at least ${backoff} apart`] : []),
  ];
  return [
    {
      aspect: 'retry',
      summary: words.join(' '),
      params: {
        ...(codes ? { codes } : {}),
        ...(typeof attempts === 'number' ? { attempts } : {}),
        ...(backoff ? { backoff } : {}),
      },
      path,
    },
  ];
}

/** Experimental (GEP-1619). */
export function sessionSettings(
  session: Rule['sessionPersistence'],
  path: string,
): RuleSetting[] {
  if (!session) {
    return [];
  }
  const { sessionName, absoluteTimeout, idleTimeout } = session;
  const type = session.type ?? 'Cookie';
  const lifetime = session.cookieConfig?.lifetimeType;
  return [
    {
      aspect: 'session-affinity',
      summary: [
        `${type}${sessionName ? ` ${sessionName}` : ''}`,
        ...(lifetime ? [lifetime] : []),
        ...(absoluteTimeout ? [`for ${absoluteTimeout}`] : []),
        ...(idleTimeout ? [`idle ${idleTimeout}`] : []),
      ].join(', '),
      params: {
        type,
        ...(sessionName ? { sessionName } : {}),
        ...(lifetime ? { lifetimeType: lifetime } : {}),
        ...(absoluteTimeout ? { absoluteTimeout } : {}),
        ...(idleTimeout ? { idleTimeout } : {}),
      },
      path,
    },
  ];
}
