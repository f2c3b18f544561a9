import type { ParentRef, RouteMatch } from '@portolan/plugin-traffic-common';
import { z } from 'zod';
import { toGatewayHostname } from '../../../match/gatewayHostname';
import type { KubeObject } from '../../../snapshot/KubeObject';
import { GATEWAY_API_GROUP } from '../kinds';
import { conditionsSchema, toConditions } from './conditions';
import { text, whole } from './parse';
import type {
  BackendRefFact,
  RouteFact,
  RouteParentStatusFact,
} from './routeFact';

export const parentRefSchema = z.object({
  group: text,
  kind: text,
  namespace: text,
  name: z.string(),
  sectionName: text,
  port: whole,
});

export const backendRefSchema = z.object({
  group: text,
  kind: text,
  namespace: text,
  name: z.string(),
  port: whole,
  weight: whole,
});

export const routeStatusSchema = z
  .object({
    parents: z
      .array(
        z.object({
          parentRef: parentRefSchema,
          controllerName: text,
          conditions: conditionsSchema,
        }),
      )
      .nullish(),
  })
  .nullish();

/** A parentRef with its defaults; an explicit empty group means the core group (ParentReference.group). */
export function toParentRef(
  ref: z.output<typeof parentRefSchema>,
  routeNamespace: string,
): ParentRef {
  return {
    group: ref.group ?? GATEWAY_API_GROUP,
    kind: ref.kind ?? 'Gateway',
    namespace: ref.namespace || routeNamespace,
    name: ref.name,
    sectionName: ref.sectionName || null,
    port: ref.port ?? null,
  };
}

function toRouteParents(
  status: z.output<typeof routeStatusSchema>,
  routeNamespace: string,
): readonly RouteParentStatusFact[] {
  return (status?.parents ?? []).map(parent => ({
    parentRef: toParentRef(parent.parentRef, routeNamespace),
    controller: parent.controllerName ?? '',
    conditions: toConditions(parent.conditions),
  }));
}

/** A backendRef with its defaults. */
export function toBackendRef(
  ref: z.output<typeof backendRefSchema>,
  { namespace, path }: { namespace: string; path: string },
): BackendRefFact {
  return {
    group: ref.group ?? '',
    kind: ref.kind ?? 'Service',
    namespace: ref.namespace || namespace,
    name: ref.name,
    port: ref.port ?? null,
    weight: ref.weight ?? 1,
    path,
    redirect: null,
    rewrite: null,
  };
}

/** The part of a fact that every kind of route has. */
export function toRouteFacts(
  {
    spec,
    status,
  }: {
    spec: {
      parentRefs?: readonly z.output<typeof parentRefSchema>[] | null;
      hostnames?: readonly string[] | null;
    };
    status?: z.output<typeof routeStatusSchema>;
  },
  { metadata }: KubeObject,
): Omit<RouteFact, 'rules' | 'notes'> {
  const namespace = metadata.namespace ?? '';
  return {
    namespace,
    name: metadata.name,
    generation: metadata.generation,
    createdAt: metadata.creationTimestamp ?? '',
    parentRefs: (spec.parentRefs ?? []).map(ref => toParentRef(ref, namespace)),
    hostnames: [...new Set((spec.hostnames ?? []).map(toGatewayHostname))],
    parents: toRouteParents(status, namespace),
  };
}

export const valueMatchSchema = z.object({
  type: text,
  name: z.string(),
  value: text,
});

/** Of entries with equivalent names only the first counts (HTTPHeaderMatch.name, HTTPQueryParamMatch.name). */
export function distinctValues(
  entries: readonly z.output<typeof valueMatchSchema>[],
  keyOf: (name: string) => string,
): RouteMatch['headers'] {
  const first = new Map<string, RouteMatch['headers'][number]>();
  for (const { type, name, value } of entries) {
    const key = keyOf(name);
    if (!first.has(key)) {
      first.set(key, { type: type ?? 'Exact', name, value: value ?? '' });
    }
  }
  return [...first.values()];
}
