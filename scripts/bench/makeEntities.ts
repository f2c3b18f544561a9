import {
  ANNOTATION_LOCATION,
  ANNOTATION_ORIGIN_LOCATION,
  type Entity,
} from '@backstage/catalog-model';

const APPS_PER_ENTITY = 4;
const LOCATION = 'bench:entities';

/** A catalog in which every application belongs to a component, four to each. */
export function makeEntities(apps: readonly string[]): Entity[] {
  const count = Math.ceil(apps.length / APPS_PER_ENTITY);
  return Array.from({ length: count }, (_, index): Entity => {
    const own = apps.slice(
      index * APPS_PER_ENTITY,
      (index + 1) * APPS_PER_ENTITY,
    );
    return {
      apiVersion: 'backstage.io/v1alpha1',
      kind: 'Component',
      metadata: {
        name: nameOf(index),
        namespace: 'default',
        annotations: {
          [ANNOTATION_LOCATION]: LOCATION,
          [ANNOTATION_ORIGIN_LOCATION]: LOCATION,
          'backstage.io/kubernetes-label-selector': `backstage.io/kubernetes-id in (${own.join(
            ',',
          )})`,
        },
      },
      spec: {
        type: 'service',
        lifecycle: 'production',
        owner: `group:default/team-${index % 20}`,
      },
    };
  });
}

/** The component that an application belongs to, by the application's index. */
export function entityOfApp(appIndex: number): string {
  return nameOf(Math.floor(appIndex / APPS_PER_ENTITY));
}

function nameOf(index: number): string {
  return `component-${index}`;
}
