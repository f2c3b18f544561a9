import { refKey } from '../../model/refs';
import type { Check } from '../Check';
import { saysTrue } from '../routeFacts';

/** A ListenerSet whose Gateway does not let sets of its namespace attach. */
export const listenerSetNotAllowed: Check = {
  id: 'listener-set-not-allowed',
  code: 'TRF111',
  severity: 'error',
  title: 'ListenerSet not allowed',
  message:
    '{{kind}} {{set}} adds listeners to Gateway {{gateway}}, which does not allow sets of namespace {{namespace}}, so they are not served.',
  fix: 'Have spec.allowedListeners.namespaces of Gateway {{gateway}} admit namespace {{namespace}}; without that field no set is allowed.',
  reads: [],
  run: ({ model }) =>
    model.gateways.flatMap(({ ref, listenerSets, provenance }) =>
      listenerSets
        .filter(({ predicted }) =>
          predicted.some(
            ({ type, reason }) =>
              type === 'Accepted' && reason === 'NotAllowed',
          ),
        )
        .map(set => ({
          at: {
            source: provenance.source,
            object: set.ref,
            path: 'spec.parentRef',
          },
          params: {
            kind: set.ref.kind,
            set: `${set.ref.namespace}/${set.ref.name}`,
            namespace: set.ref.namespace,
            gateway: `${ref.namespace}/${ref.name}`,
          },
          related: [ref],
          entities: entitiesBehind(model, refKey(set.ref)),
          controllerDisagrees: saysTrue(set.reported, 'Accepted'),
        })),
    ),
};

/** The entities of the routes that name the set as a parent: they are what is not served. */
function entitiesBehind(
  { attachments, routes }: Parameters<Check['run']>[0]['model'],
  set: string,
): readonly string[] {
  const waiting = new Set(
    attachments
      .filter(
        ({ route, parentRef }) =>
          refKey({ cluster: route.cluster, ...parentRef }) === set,
      )
      .map(({ route }) => refKey(route)),
  );
  const entities = routes
    .filter(({ object }) => waiting.has(refKey(object)))
    .flatMap(({ backends }) => backends.flatMap(backend => backend.entities));
  return [...new Set(entities)].sort();
}
