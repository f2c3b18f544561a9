import type {
  Entry,
  ObjectRef,
  RequestRule,
} from '@portolan/plugin-traffic-common';
import {
  AS_BACKEND,
  GATEWAY_CLASS,
  LISTENER_SETS,
  ROUTE_KIND_REFS,
} from '../../../kinds/gatewayApiKinds';
import type { PolicyTarget } from '../../../model/drafts';
import { refOf } from '../../../model/refs';
import type { ClusterSnapshot } from '../../../snapshot/ClusterSnapshot';
import { readList, readRecord, readText } from '../../../snapshot/read';
import { HTTP_ROUTE_FILTER } from '../kinds';

/** The rule that won a request: what policies may target it by, nearest first, and the filters that it names. */
export interface WinningRule {
  readonly targets: readonly PolicyTarget[];
  /** Names of HTTPRouteFilters of the route's namespace, in the order of the rule. */
  readonly filters: readonly string[];
}

/** Read from the route object itself; undefined where it is no route of the Gateway API, or is not to be seen. */
export function winningRule(
  snapshot: ClusterSnapshot,
  entry: Extract<Entry, { kind: 'listener' }>,
  { object, ruleIndex }: RequestRule,
): WinningRule | undefined {
  const kind = ROUTE_KIND_REFS.find(
    known => known.group === object.group && known.kind === object.kind,
  );
  const route = kind && snapshot.get(kind, object.namespace, object.name);
  if (!route) {
    return undefined;
  }
  const spec = readRecord(route, 'spec');
  const rule = readList(spec, 'rules')[ruleIndex];
  const name = readText(rule, 'name');
  const owner =
    listenerSetOf(snapshot, { spec, route: object, entry }) ?? entry.gateway;
  return {
    targets: [
      ...(name ? [{ ref: object, section: name }] : []),
      { ref: object },
      ...readList(rule, 'backendRefs').map(backend => ({
        ref: {
          cluster: snapshot.cluster,
          group: readText(backend, 'group') ?? '',
          kind: readText(backend, 'kind') ?? 'Service',
          namespace: readText(backend, 'namespace') || object.namespace,
          name: readText(backend, 'name') ?? '',
        },
        section: AS_BACKEND,
      })),
      { ref: owner, section: entry.listener },
      { ref: owner },
      { ref: entry.gateway },
      { ref: refOf(snapshot.cluster, GATEWAY_CLASS, '', entry.className) },
    ],
    filters: readList(rule, 'filters').flatMap(filter => {
      const ref = readRecord(filter, 'extensionRef');
      return readText(ref, 'group') === HTTP_ROUTE_FILTER.group &&
        readText(ref, 'kind') === HTTP_ROUTE_FILTER.kind
        ? readText(ref, 'name') ?? []
        : [];
    }),
  };
}

/** The ListenerSet of the Gateway that holds the listener, where the route names one. */
function listenerSetOf(
  snapshot: ClusterSnapshot,
  options: {
    spec: unknown;
    route: ObjectRef;
    entry: Extract<Entry, { kind: 'listener' }>;
  },
): ObjectRef | undefined {
  const { spec, route, entry } = options;
  for (const parent of readList(spec, 'parentRefs')) {
    const kind = LISTENER_SETS.find(
      known => known.kind === readText(parent, 'kind'),
    );
    const namespace = readText(parent, 'namespace') || route.namespace;
    const name = readText(parent, 'name') ?? '';
    const set = kind && snapshot.get(kind, namespace, name);
    const setSpec = readRecord(set, 'spec');
    if (
      kind &&
      readText(readRecord(setSpec, 'parentRef'), 'name') ===
        entry.gateway.name &&
      readList(setSpec, 'listeners').some(
        listener => readText(listener, 'name') === entry.listener,
      )
    ) {
      return refOf(snapshot.cluster, kind, namespace, name);
    }
  }
  return undefined;
}
