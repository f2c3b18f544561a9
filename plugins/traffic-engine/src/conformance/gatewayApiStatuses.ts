import type { Condition, Listener } from '@portolan/plugin-traffic-common';
import type { GatewayApiTranslation } from '../sources/gateway-api/translate';
import type { ConformanceStatus } from './GatewayApiCase';

/** What is wrong with a status line, in words; undefined when nothing is. */
export function statusDifference(
  line: ConformanceStatus,
  translation: GatewayApiTranslation,
): string | undefined {
  const found = findConditions(line, translation);
  const wanted = line.conditions ?? [
    ...(line.type
      ? [{ type: line.type, status: line.status, reason: line.reason }]
      : []),
  ];
  const isRight =
    found !== undefined &&
    wanted.every(({ type, status, reason }) =>
      found.some(
        condition =>
          condition.type === type &&
          condition.status === status &&
          (!reason || condition.reason === reason),
      ),
    );
  return isRight && isRestRight(line, translation)
    ? undefined
    : `status ${JSON.stringify(line)}: got ${JSON.stringify(found)}`;
}

function findConditions(
  line: ConformanceStatus,
  {
    attachments,
    gateways,
    listeners,
    backendTlsPolicies,
  }: GatewayApiTranslation,
): readonly Condition[] | undefined {
  switch (line.on) {
    case 'route':
      return line.noAcceptedParents
        ? []
        : attachments.find(
            ({ route, parentRef }) =>
              `${route.namespace}/${route.name}` === line.route &&
              `${parentRef.namespace}/${parentRef.name}` === line.gateway &&
              (!line.kind || route.kind === line.kind),
          )?.predicted;
    case 'gateway':
      return line.attachedRoutes === undefined &&
        line.attachedListenerSets === undefined
        ? gateways.find(
            ({ ref }) => `${ref.namespace}/${ref.name}` === line.object,
          )?.predicted
        : [];
    case 'backendtlspolicy':
      return backendTlsPolicies.all
        .filter(({ ref }) => `${ref.namespace}/${ref.name}` === line.object)
        .flatMap(({ ancestors }) => ancestors)
        .filter(
          ({ gateway: { ref } }) =>
            `${ref.namespace}/${ref.name}` === line.parent,
        )
        .flatMap(({ accepted, resolvedRefs }) => [accepted, resolvedRefs]);
    case 'listenerset':
      return gateways
        .flatMap(({ sets }) => sets)
        .find(({ ref }) => `${ref.namespace}/${ref.name}` === line.object)
        ?.predicted;
    case 'listener':
      return listeners.find(listener => isListener(line, listener))?.predicted;
    default:
      return undefined;
  }
}

/** What a line says beside conditions. */
function isRestRight(
  line: ConformanceStatus,
  translation: GatewayApiTranslation,
): boolean {
  const { attachments, listeners, gateways } = translation;
  if (line.noAcceptedParents) {
    return attachments
      .filter(({ route }) => `${route.namespace}/${route.name}` === line.route)
      .every(({ predicted }) =>
        predicted.some(
          ({ type, status }) => type === 'Accepted' && status === 'False',
        ),
      );
  }
  if (line.attachedListenerSets !== undefined) {
    const sets = gateways
      .filter(({ ref }) => `${ref.namespace}/${ref.name}` === line.gateway)
      .flatMap(gateway => gateway.sets)
      .filter(({ predicted }) =>
        predicted.some(
          ({ type, status }) => type === 'Accepted' && status === 'True',
        ),
      );
    return sets.length === line.attachedListenerSets;
  }
  if (line.on === 'gateway' && line.attachedRoutes !== undefined) {
    const counts = listeners
      .filter(
        ({ gateway }) =>
          `${gateway.namespace}/${gateway.name}` === line.gateway,
      )
      .map(({ attachedRoutes }) => attachedRoutes);
    return counts.length > 0 && counts.every(n => n === line.attachedRoutes);
  }
  if (line.on === 'route' && line.listeners) {
    const accepting = attachments
      .filter(
        ({ route, parentRef }) =>
          `${route.namespace}/${route.name}` === line.route &&
          `${parentRef.namespace}/${parentRef.name}` === line.gateway,
      )
      .flatMap(attachment => attachment.listeners);
    // Some lines name a listener that the Gateway does not have: the case only asks for its address.
    const existing = gateways.flatMap(gateway =>
      gateway.listeners.map(({ fact }) => fact.name),
    );
    return line.listeners.every(
      name => accepting.includes(name) || !existing.includes(name),
    );
  }
  if (line.supportedKinds) {
    const supported = gateways
      .flatMap(gateway => gateway.merged)
      .find(
        ({ owner, fact }) =>
          `${owner.namespace}/${owner.name}` === line.object &&
          fact.name === line.listener,
      )
      ?.verdict.supportedKinds.map(({ kind }) => kind);
    return line.supportedKinds.length === 0
      ? supported?.length === 0
      : line.supportedKinds.every(kind => supported?.includes(kind));
  }
  return true;
}

/** Whether the number of attached routes is another; undefined when it is not. */
export function countDifference(
  line: ConformanceStatus,
  { listeners }: GatewayApiTranslation,
): string | undefined {
  const count = listeners.find(listener =>
    isListener(line, listener),
  )?.attachedRoutes;
  return count === line.attachedRoutes
    ? undefined
    : `attached routes of ${line.object} ${line.listener}: got ${count}, wanted ${line.attachedRoutes}`;
}

function isListener(
  line: ConformanceStatus,
  { provenance, name }: Listener,
): boolean {
  const { namespace, name: owner, kind } = provenance.object;
  return (
    kind === (line.kind ?? 'Gateway') &&
    `${namespace}/${owner}` === line.object &&
    name === line.listener
  );
}
