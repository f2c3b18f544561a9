import { z } from 'zod';
import { badRequest } from '../server/StatusError';
import { isAllowed, isPathAllowed } from './authorize';
import type { Caller, RbacRule } from './FakeUser';

const accessReviewSchema = z.object({
  spec: z.object({
    resourceAttributes: z
      .object({
        namespace: z.string().optional(),
        verb: z.string().optional(),
        group: z.string().optional(),
        resource: z.string().optional(),
        subresource: z.string().optional(),
        name: z.string().optional(),
      })
      .optional(),
    nonResourceAttributes: z
      .object({ path: z.string(), verb: z.string().optional() })
      .optional(),
  }),
});

const rulesReviewSchema = z.object({
  spec: z.object({ namespace: z.string() }),
});

const EVERYTHING: RbacRule = { verbs: ['*'], groups: ['*'], resources: ['*'] };
const HEAD = { creationTimestamp: null };

function parse<T>(schema: z.ZodType<T>, body: unknown, kind: string): T {
  const result = schema.safeParse(body);
  if (!result.success) {
    throw badRequest(
      `the body is no ${kind}: ${z.prettifyError(result.error)}`,
    );
  }
  return result.data;
}

/** Answers a SelfSubjectAccessReview: may the caller do the thing described in the body? */
export function reviewAccess(caller: Caller, body: unknown): object {
  const { spec } = parse(
    accessReviewSchema,
    body,
    'authorization.k8s.io/v1 SelfSubjectAccessReview',
  );
  const { resourceAttributes: asked, nonResourceAttributes: path } = spec;
  if (!asked === !path) {
    throw badRequest(
      'SelfSubjectAccessReview: exactly one of spec.resourceAttributes and spec.nonResourceAttributes must be given',
    );
  }
  const allowed = asked
    ? isAllowed(caller, {
        verb: asked.verb ?? '*',
        group: asked.group ?? '',
        resource: asked.resource ?? '*',
        subresource: asked.subresource || undefined,
        namespace: asked.namespace || undefined,
        name: asked.name || undefined,
      })
    : isPathAllowed(caller, path?.path ?? '');
  return {
    kind: 'SelfSubjectAccessReview',
    apiVersion: 'authorization.k8s.io/v1',
    metadata: HEAD,
    spec,
    status: {
      allowed,
      ...(allowed ? { reason: `RBAC: allowed to User "${caller.name}"` } : {}),
    },
  };
}

/** Answers a SelfSubjectRulesReview: everything the caller may do in one namespace. */
export function reviewRules(caller: Caller, body: unknown): object {
  const { spec } = parse(
    rulesReviewSchema,
    body,
    'authorization.k8s.io/v1 SelfSubjectRulesReview',
  );
  const own = (caller.rules ?? [EVERYTHING]).filter(
    rule => !rule.namespaces || rule.namespaces.includes(spec.namespace),
  );
  return {
    kind: 'SelfSubjectRulesReview',
    apiVersion: 'authorization.k8s.io/v1',
    metadata: HEAD,
    spec: {},
    status: {
      resourceRules: [
        ...own.map(rule => ({
          verbs: rule.verbs,
          apiGroups: rule.groups,
          resources: rule.resources,
        })),
        {
          verbs: ['create'],
          apiGroups: ['authorization.k8s.io'],
          resources: ['selfsubjectaccessreviews', 'selfsubjectrulesreviews'],
        },
      ],
      nonResourceRules: [
        {
          verbs: ['get'],
          nonResourceURLs: caller.rules
            ? [
                '/api',
                '/api/*',
                '/apis',
                '/apis/*',
                '/healthz',
                '/livez',
                '/openapi',
                '/openapi/*',
                '/readyz',
                '/version',
              ]
            : ['*'],
        },
      ],
      incomplete: false,
    },
  };
}
