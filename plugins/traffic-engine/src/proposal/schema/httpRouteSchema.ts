import { z } from 'zod';
import {
  backendRefFields,
  filterList,
  hasServicePort,
  httpMethod,
  NEEDS_PORT,
  type FilterList,
} from './filters';
import {
  dnsLabel,
  dnsSubdomain,
  duration,
  durationMs,
  group,
  headerName,
  hostname,
  kind,
  objectName,
  optional,
  portNumber,
  uniqueNames,
} from './formats';
import { metadataSchema } from './metadata';

const PATH_CHARACTERS =
  /^(?:[-A-Za-z0-9/._~!$&'()*+,;=:@]|[%][0-9a-fA-F]{2})+$/;
const FORBIDDEN_PARTS = ['//', '/./', '/../', '%2f', '%2F', '#'];
const FORBIDDEN_ENDS = ['/..', '/.'];

const path = z
  .strictObject({
    type: optional(z.enum(['Exact', 'PathPrefix', 'RegularExpression'])),
    value: optional(z.string().max(1024, 'must have at most 1024 characters')),
  })
  .superRefine(({ type, value }, context) => {
    if (type === 'RegularExpression' || typeof value !== 'string') {
      return;
    }
    const refuse = (message: string) =>
      context.addIssue({ code: 'custom', path: ['value'], message });
    if (!value.startsWith('/')) {
      refuse('must start with "/"');
    } else if (!PATH_CHARACTERS.test(value)) {
      refuse('has a character that must be written as %XX');
    }
    FORBIDDEN_PARTS.filter(part => value.includes(part)).forEach(part =>
      refuse(`must not contain "${part}"`),
    );
    FORBIDDEN_ENDS.filter(end => value.endsWith(end)).forEach(end =>
      refuse(`must not end with "${end}"`),
    );
  });

const valueMatch = (maxLength: number) =>
  z
    .array(
      z.strictObject({
        type: optional(z.enum(['Exact', 'RegularExpression'])),
        name: headerName,
        value: z
          .string()
          .min(1, 'must not be empty')
          .max(maxLength, `must have at most ${maxLength} characters`),
      }),
    )
    .max(16, 'must have at most 16 entries')
    .refine(uniqueNames, 'must have each name once');

const match = z.strictObject({
  path: optional(path),
  headers: optional(valueMatch(4096)),
  queryParams: optional(valueMatch(1024)),
  method: optional(httpMethod),
});

const backendRef = z
  .strictObject({
    ...backendRefFields,
    weight: optional(
      z
        .int('must be a whole number')
        .min(0, 'must be at least 0')
        .max(1_000_000, 'must be at most 1000000'),
    ),
    filters: optional(filterList),
  })
  .refine(hasServicePort, NEEDS_PORT);

const timeouts = z
  .strictObject({
    request: optional(duration),
    backendRequest: optional(duration),
  })
  .refine(
    ({ request, backendRequest }) =>
      !request ||
      !backendRequest ||
      durationMs(request) === 0 ||
      durationMs(backendRequest) <= durationMs(request),
    'must not have a backendRequest longer than request',
  );

const rule = z
  .strictObject({
    name: optional(dnsSubdomain.min(1)),
    matches: optional(z.array(match).max(64, 'must have at most 64 entries')),
    filters: optional(filterList),
    backendRefs: optional(
      z.array(backendRef).max(16, 'must have at most 16 entries'),
    ),
    timeouts: optional(timeouts),
  })
  .superRefine((value, context) => {
    const filters = value.filters ?? [];
    const backends = value.backendRefs ?? [];
    if (
      backends.length > 0 &&
      filters.some(({ requestRedirect }) => requestRedirect)
    ) {
      context.addIssue({
        code: 'custom',
        path: ['filters'],
        message: 'must not redirect, since the rule has backends',
      });
    }
    const [only, ...more] = value.matches ?? [{ path: null }];
    const onePrefix =
      more.length === 0 &&
      only !== undefined &&
      (only.path?.type ?? 'PathPrefix') === 'PathPrefix';
    const replaces = [filters, ...backends.map(ref => ref.filters ?? [])];
    if (!onePrefix && replaces.some(replacesPrefix)) {
      context.addIssue({
        code: 'custom',
        path: ['matches'],
        message:
          'must be exactly one PathPrefix match, since a filter replaces the prefix',
      });
    }
  });

function replacesPrefix(filters: FilterList): boolean {
  return filters.some(({ requestRedirect, urlRewrite }) =>
    [requestRedirect, urlRewrite].some(
      modifier => modifier?.path?.type === 'ReplacePrefixMatch',
    ),
  );
}

const parentRef = z.strictObject({
  group: optional(group),
  kind: optional(kind),
  namespace: optional(dnsLabel),
  name: objectName,
  sectionName: optional(dnsSubdomain.min(1)),
  port: optional(portNumber),
});
type ParentRef = z.infer<typeof parentRef>;

function sameParent(a: ParentRef, b: ParentRef): boolean {
  return (
    (a.group ?? '') === (b.group ?? '') &&
    (a.kind ?? 'Gateway') === (b.kind ?? 'Gateway') &&
    (a.namespace ?? '') === (b.namespace ?? '') &&
    a.name === b.name
  );
}

const parentRefs = z
  .array(parentRef)
  .max(32, 'must have at most 32 entries')
  .superRefine((refs, context) =>
    refs.forEach((ref, index) => {
      const clash = refs.some(
        (other, at) =>
          at < index &&
          sameParent(ref, other) &&
          (!ref.sectionName ||
            !other.sectionName ||
            ref.sectionName === other.sectionName),
      );
      if (clash) {
        context.addIssue({
          code: 'custom',
          path: [index, 'sectionName'],
          message:
            'must be given and differ, since the same parent is named twice',
        });
      }
    }),
  );

/**
 * What the standard channel's HTTPRoute v1 accepts: fields, formats, limits and the rules between fields. A server-side dry
 * run still decides; this refuses early, with the field named.
 */
export const httpRouteManifestSchema = z.strictObject({
  apiVersion: z.literal('gateway.networking.k8s.io/v1'),
  kind: z.literal('HTTPRoute'),
  metadata: metadataSchema,
  spec: z.strictObject({
    parentRefs: optional(parentRefs),
    hostnames: optional(
      z.array(hostname).max(16, 'must have at most 16 entries'),
    ),
    rules: optional(
      z
        .array(rule)
        .min(1, 'must have at least one rule')
        .max(16, 'must have at most 16 rules')
        .refine(
          rules =>
            rules.reduce(
              (sum, { matches }) => sum + (matches?.length ?? 1),
              0,
            ) <= 128,
          'must have at most 128 matches in all',
        )
        .refine(rules => {
          const names = rules.flatMap(({ name }) => name ?? []);
          return new Set(names).size === names.length;
        }, 'must have each rule name once'),
    ),
  }),
});
export type HttpRouteManifest = z.infer<typeof httpRouteManifestSchema>;
