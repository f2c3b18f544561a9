import type { ObjectRef, Reason, Route } from '@portolan/plugin-traffic-common';
import { refKey } from '../model/refs';
import { groupBy } from '../snapshot/groupBy';

/** Routes that come in by an Ingress class. */
export function listIngressRoutes(routes: readonly Route[]): readonly Route[] {
  return routes.filter(({ entry }) => entry?.kind === 'ingress-class');
}

/** The first route of each place that makes some: an Ingress makes several of one path, by scheme and alias. */
export function onePerPlace(routes: readonly Route[]): readonly Route[] {
  return [
    ...groupBy(
      routes,
      ({ object, provenance }) =>
        `${refKey(object)} ${provenance[0]?.path ?? ''}`,
    ).values(),
  ].map(([first]) => first);
}

/** The reason of a verdict that has this code. */
export function findReason(
  { predicted }: Route,
  code: Reason['code'],
): Reason | undefined {
  return predicted.reasons.find(reason => reason.code === code);
}

/** `shop/web`. */
export function nameOf({ namespace, name }: ObjectRef): string {
  return `${namespace}/${name}`;
}
