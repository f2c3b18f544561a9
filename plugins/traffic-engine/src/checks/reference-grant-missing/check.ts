import type {
  Listener,
  ObjectRef,
  Provenance,
} from '@portolan/plugin-traffic-common';
import type { Check, FindingDraft } from '../Check';
import { listBrokenBackends } from '../brokenBackends';
import { entitiesByObject, saysTrue } from '../routeFacts';

/** A reference into another namespace that no ReferenceGrant there permits. */
export const referenceGrantMissing: Check = {
  id: 'reference-grant-missing',
  code: 'TRF102',
  severity: 'error',
  title: 'ReferenceGrant missing',
  message:
    '{{fromKind}} {{from}} refers to {{toKind}} {{to}}, but no ReferenceGrant in namespace {{toNamespace}} permits it.',
  fix: 'Create a ReferenceGrant in namespace {{toNamespace}} with from: {group: {{fromGroup}}, kind: {{fromKind}}, namespace: {{fromNamespace}}} and to: {group: "{{toGroup}}", kind: {{toKind}}}.',
  reads: [],
  run: ({ model }) => {
    const entitiesOf = entitiesByObject(model.routes);
    const backends = listBrokenBackends(model.routes, 'forbidden')
      .filter(({ backend }) => backend.reason !== 'NotExportedTo')
      .map(({ route, backend }) =>
        draftOf({
          at: backend.provenance,
          from: route.object,
          to: backend.ref,
          entities: entitiesOf(route.object),
          controllerDisagrees: saysTrue(route.reported, 'ResolvedRefs'),
        }),
      );
    return [...backends, ...model.listeners.flatMap(forbiddenCertificates)];
  },
};

function forbiddenCertificates(listener: Listener): FindingDraft[] {
  return listener.tls.certificates.flatMap(({ ref, state }) =>
    state === 'forbidden' && ref
      ? [
          draftOf({
            at: listener.provenance,
            from: listener.gateway,
            to: ref,
            entities: [],
            controllerDisagrees: saysTrue(listener.reported, 'ResolvedRefs'),
          }),
        ]
      : [],
  );
}

function draftOf(facts: {
  at: Provenance;
  from: ObjectRef;
  to: ObjectRef;
  entities: readonly string[];
  controllerDisagrees: boolean;
}): FindingDraft {
  const { at, from, to, entities, controllerDisagrees } = facts;
  return {
    at,
    params: {
      fromGroup: from.group,
      fromKind: from.kind,
      fromNamespace: from.namespace,
      from: `${from.namespace}/${from.name}`,
      toGroup: to.group,
      toKind: to.kind,
      toNamespace: to.namespace,
      to: `${to.namespace}/${to.name}`,
    },
    related: [to],
    entities,
    controllerDisagrees,
  };
}
