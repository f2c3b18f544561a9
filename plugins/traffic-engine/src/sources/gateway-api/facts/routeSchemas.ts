import type { ParentRef } from '@portolan/plugin-traffic-common';
import { z } from 'zod';
import { GATEWAY_API_GROUP } from '../kinds';
import { conditionsSchema, toConditions } from './conditions';
import { text, whole } from './parse';
import type { RouteParentStatusFact } from './routeFact';

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

export function toRouteParents(
  status: z.output<typeof routeStatusSchema>,
  routeNamespace: string,
): readonly RouteParentStatusFact[] {
  return (status?.parents ?? []).map(parent => ({
    parentRef: toParentRef(parent.parentRef, routeNamespace),
    controller: parent.controllerName ?? '',
    conditions: toConditions(parent.conditions),
  }));
}
