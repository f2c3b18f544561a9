import type { Attachment, Gateway } from '@portolan/plugin-traffic-common';
import { refKey } from '../../model/refs';
import type { Check } from '../Check';
import { entitiesByObject, saysTrue } from '../routeFacts';

/** In the vocabulary of the Gateway API's Accepted condition: what each refusal by listeners means. */
const REFUSALS: Readonly<Record<string, { why: string; fix: string }>> = {
  NoMatchingParent: {
    why: 'there is no such Gateway or listener, or the listener is not valid',
    fix: 'Correct name, namespace, sectionName or port of the parentRef, or what is wrong with the listener.',
  },
  NotAllowedByListeners: {
    why: 'its allowedRoutes do not admit this kind or namespace',
    fix: 'Ask the owner of the Gateway to admit the namespace and kind in allowedRoutes, or attach to another listener.',
  },
  NoMatchingListenerHostname: {
    why: 'none of the hostnames of the route lies within the hostname of a listener',
    fix: 'Use a hostname that a listener serves, or add a listener for it.',
  },
};

/** A parentRef of a route at which no listener takes it. */
export const noListenerAccepts: Check = {
  id: 'no-listener-accepts',
  code: 'TRF103',
  severity: 'error',
  title: 'No listener accepts the route',
  message:
    'No listener of {{parent}} accepts {{kind}} {{route}}: {{why}} ({{reason}}).',
  fix: '{{fix}}',
  reads: [],
  run: ({ model }) => {
    const entitiesOf = entitiesByObject(model.routes);
    const refusedSets = new Set(
      model.gateways.flatMap(({ listenerSets }) =>
        listenerSets.filter(isRefused).map(({ ref }) => refKey(ref)),
      ),
    );
    return model.attachments.flatMap(attachment => {
      const reason = refusalOf(attachment);
      const { route, parentRef, provenance, reported } = attachment;
      const { group, kind, namespace, name } = parentRef;
      const parent = { cluster: route.cluster, group, kind, namespace, name };
      if (!reason || refusedSets.has(refKey(parent))) {
        return [];
      }
      return [
        {
          at: provenance,
          params: {
            kind: route.kind,
            route: `${route.namespace}/${route.name}`,
            parent: `${parentRef.kind} ${parentRef.namespace}/${parentRef.name}`,
            reason,
            ...REFUSALS[reason],
          },
          related: [
            {
              cluster: route.cluster,
              group: parentRef.group,
              kind: parentRef.kind,
              namespace: parentRef.namespace,
              name: parentRef.name,
            },
          ],
          entities: entitiesOf(route),
          controllerDisagrees: saysTrue(reported, 'Accepted'),
        },
      ];
    });
  },
};

/** A set that its Gateway does not allow has a finding of its own (TRF111). */
function isRefused({ predicted }: Gateway['listenerSets'][number]): boolean {
  return predicted.some(
    ({ type, reason }) => type === 'Accepted' && reason === 'NotAllowed',
  );
}

/** The reason for which listeners refuse; a refusal for another cause is not theirs, and "unknown" is none. */
function refusalOf({ predicted }: Attachment): string | undefined {
  const accepted = predicted.find(({ type }) => type === 'Accepted');
  return accepted?.status === 'False' && accepted.reason in REFUSALS
    ? accepted.reason
    : undefined;
}
