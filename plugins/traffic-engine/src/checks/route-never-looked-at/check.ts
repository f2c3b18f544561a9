import type { Attachment } from '@portolan/plugin-traffic-common';
import { HTTP_ROUTE, ROUTE_KIND_REFS } from '../../kinds/gatewayApiKinds';
import { refKey } from '../../model/refs';
import type { ClusterSnapshot } from '../../snapshot/ClusterSnapshot';
import type { Check, CheckContext } from '../Check';
import { entitiesByObject } from '../routeFacts';

/** A controller that is at work has had so long to look at a route; younger routes are not reported. */
const PATIENCE_MS = 10 * 60 * 1000;

/** A route that should be attached, and that the Gateway's controller says nothing about, though it does of others. */
export const routeNeverLookedAt: Check = {
  id: 'route-never-looked-at',
  code: 'TRF112',
  severity: 'warning',
  title: 'Route never looked at',
  message:
    'The controller of {{parent}} reports on other routes, but has never said anything of {{kind}} {{route}}, which is {{age}} old.',
  fix: 'See in the controller’s log and configuration whether it watches namespace {{namespace}} and the kind {{kind}}.',
  reads: [...ROUTE_KIND_REFS],
  run: context => {
    const { model } = context;
    const entitiesOf = entitiesByObject(model.routes);
    const spoken = new Set(
      model.attachments
        .filter(({ reported }) => reported.state === 'reported')
        .map(parentKey),
    );
    return model.attachments.flatMap(attachment => {
      const age = ageOf(attachment, context);
      const { route, parentRef, provenance } = attachment;
      if (
        age === undefined ||
        age < PATIENCE_MS ||
        attachment.reported.state !== 'none' ||
        !isAccepted(attachment) ||
        !spoken.has(parentKey(attachment))
      ) {
        return [];
      }
      return [
        {
          at: provenance,
          params: {
            parent: `${parentRef.kind} ${parentRef.namespace}/${parentRef.name}`,
            kind: route.kind,
            route: `${route.namespace}/${route.name}`,
            namespace: route.namespace,
            age: ageText(age),
          },
          entities: entitiesOf(route),
        },
      ];
    });
  },
};

function parentKey({ route, parentRef }: Attachment): string {
  const { group, kind, namespace, name } = parentRef;
  return refKey({ cluster: route.cluster, group, kind, namespace, name });
}

function isAccepted({ predicted }: Attachment): boolean {
  return predicted.some(
    ({ type, status }) => type === 'Accepted' && status === 'True',
  );
}

/** In milliseconds; undefined where nothing says when the route was made. */
function ageOf(
  { route }: Attachment,
  { snapshots, now }: CheckContext,
): number | undefined {
  const created = snapshots
    .find(({ cluster }) => cluster === route.cluster)
    ?.get(kindOf(route.kind), route.namespace, route.name)
    ?.metadata.creationTimestamp;
  const age = created ? Date.parse(now) - Date.parse(created) : NaN;
  return Number.isNaN(age) ? undefined : age;
}

function kindOf(kind: string): Parameters<ClusterSnapshot['get']>[0] {
  return ROUTE_KIND_REFS.find(known => known.kind === kind) ?? HTTP_ROUTE;
}

function ageText(ms: number): string {
  const hours = Math.floor(ms / 3_600_000);
  if (hours >= 48) {
    return `${Math.floor(hours / 24)} days`;
  }
  return hours >= 1 ? `${hours} h` : `${Math.floor(ms / 60_000)} min`;
}
