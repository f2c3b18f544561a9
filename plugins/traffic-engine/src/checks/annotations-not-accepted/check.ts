import type { Route } from '@portolan/plugin-traffic-common';
import { at, refKey } from '../../model/refs';
import type { Check } from '../Check';
import { findReason, listIngressRoutes, nameOf } from '../ingressRoutes';
import { entitiesByObject } from '../routeFacts';

const CONTROLLER = 'k8s.io/ingress-nginx';

/** ingress-nginx leaves out an Ingress, or answers nothing but 503, for an annotation that it cannot use. */
export const annotationsNotAccepted: Check = {
  id: 'annotations-not-accepted',
  code: 'TRF129',
  severity: 'error',
  title: 'Annotation not accepted',
  message:
    'ingress-nginx cannot use {{annotation}} of Ingress {{ingress}}, and {{effect}}.',
  fix: 'Give {{annotation}} of Ingress {{ingress}} a value that the controller accepts, and what it names; until then it {{effect}}.',
  reads: [],
  run: ({ model }) => {
    const entitiesOf = entitiesByObject(model.routes);
    const refusals = new Map(
      listIngressRoutes(model.routes)
        .filter(
          ({ entry }) =>
            entry?.kind === 'ingress-class' && entry.controller === CONTROLLER,
        )
        .flatMap(refusalsOf)
        .map(refusal => [
          `${refKey(refusal.object)} ${refusal.annotation}`,
          refusal,
        ]),
    );
    return [...refusals.values()].map(({ object, annotation, effect }) => ({
      at: at(
        'kubernetes-ingress',
        object,
      )(`metadata.annotations['${annotation}']`),
      params: { annotation, ingress: nameOf(object), effect },
      entities: entitiesOf(object),
    }));
  },
};

/** What the verdict says of an annotation. */
function refusalsOf(route: Route) {
  const { object } = route;
  const leftOutFor = findReason(route, 'NotAttached')?.params.annotation;
  if (leftOutFor !== undefined) {
    return [
      {
        object,
        annotation: String(leftOutFor),
        effect: 'leaves the Ingress out',
      },
    ];
  }
  const denied = findReason(route, 'PolicyInvalid')?.params;
  return denied?.kind === 'annotation'
    ? [
        {
          object,
          annotation: String(denied.name),
          effect: 'answers its requests with 503',
        },
      ]
    : [];
}
