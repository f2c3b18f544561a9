import {
  RELATION_CONSUMES_API,
  RELATION_DEPENDS_ON,
  RELATION_OWNED_BY,
  RELATION_PROVIDES_API,
  stringifyEntityRef,
  type Entity,
} from '@backstage/catalog-model';
import {
  KUBERNETES_ANNOTATIONS,
  parseHostsAnnotation,
  TRAFFIC_ANNOTATIONS,
} from '@portolan/plugin-traffic-common';
import type { CatalogEntityFacts } from '@portolan/plugin-traffic-engine';

const READ_ANNOTATIONS: readonly string[] = Object.values(
  KUBERNETES_ANNOTATIONS,
);

/** The facts of an entity as the engine takes them: only the annotations that matter, references sorted. */
export function toFacts(
  entity: Entity,
  apiHosts: readonly string[] = [],
): CatalogEntityFacts {
  const uses = targetsOf(entity, [RELATION_DEPENDS_ON, RELATION_CONSUMES_API]);
  const provides = targetsOf(entity, [RELATION_PROVIDES_API]);
  const hosts = parseHostsAnnotation(
    entity.metadata.annotations?.[TRAFFIC_ANNOTATIONS.hosts],
  );
  return {
    entityRef: refOf(entity),
    annotations: kubernetesAnnotations(entity),
    owners: targetsOf(entity, [RELATION_OWNED_BY]),
    ...(uses.length > 0 && { uses }),
    ...(provides.length > 0 && { provides }),
    ...(hosts.length > 0 && { hosts }),
    ...(apiHosts.length > 0 && { apiHosts }),
  };
}

/** The reference of an entity in lower case. */
export function refOf(entity: Entity): string {
  return stringifyEntityRef(entity).toLocaleLowerCase('en-US');
}

/** The annotations that bind an entity to workloads, those it carries, in a fixed order. */
export function kubernetesAnnotations(entity: Entity): Record<string, string> {
  const annotations = entity.metadata.annotations ?? {};
  return Object.fromEntries(
    READ_ANNOTATIONS.filter(name => annotations[name] !== undefined).map(
      name => [name, annotations[name]],
    ),
  );
}

function targetsOf(entity: Entity, types: readonly string[]): string[] {
  const targets = (entity.relations ?? [])
    .filter(relation => types.includes(relation.type))
    .map(relation => relation.targetRef.toLocaleLowerCase('en-US'));
  return [...new Set(targets)].sort();
}
