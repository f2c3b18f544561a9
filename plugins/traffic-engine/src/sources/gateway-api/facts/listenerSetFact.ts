import { z } from 'zod';
import type { ReportedCondition } from '../../../conditions/decodeVerdict';
import { conditionsSchema, toConditions } from './conditions';
import {
  listenerSchema,
  listenerStatusesSchema,
  toListener,
  toListenerStatuses,
  type ListenerFact,
  type ListenerStatusFact,
} from './gatewayFact';
import { factReader } from './parse';
import { parentRefSchema, toParentRef } from './routeSchemas';
import type { ParentRef } from '@portolan/plugin-traffic-common';

/** What routes see of a ListenerSet, of whichever of its two groups. */
export interface ListenerSetFact {
  readonly namespace: string;
  readonly name: string;
  readonly generation: number | undefined;
  /** RFC 3339; '' for a set that has not been created yet. */
  readonly createdAt: string;
  readonly parentRef: ParentRef;
  readonly listeners: readonly ListenerFact[];
  readonly conditions: readonly ReportedCondition[];
  readonly listenerStatuses: readonly ListenerStatusFact[];
}

const schema = z.object({
  spec: z.object({
    parentRef: parentRefSchema,
    listeners: z.array(listenerSchema).nullish(),
  }),
  status: z
    .object({
      conditions: conditionsSchema,
      listeners: listenerStatusesSchema,
    })
    .nullish(),
});

export const readListenerSet = factReader(
  schema,
  ({ spec, status }, { metadata }): ListenerSetFact => {
    const namespace = metadata.namespace ?? '';
    return {
      namespace,
      name: metadata.name,
      generation: metadata.generation,
      createdAt: metadata.creationTimestamp ?? '',
      parentRef: toParentRef(spec.parentRef, namespace),
      listeners: (spec.listeners ?? []).map((listener, index) =>
        toListener(listener, { namespace, path: `spec.listeners[${index}]` }),
      ),
      conditions: toConditions(status?.conditions),
      listenerStatuses: toListenerStatuses(status?.listeners),
    };
  },
);
