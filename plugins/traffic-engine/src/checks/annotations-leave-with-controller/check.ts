import type { Check } from '../Check';
import { refKey } from '../../model/refs';
import { groupBy } from '../../snapshot/groupBy';
import { listIngressRoutes, nameOf } from '../ingressRoutes';
import { entitiesByObject } from '../routeFacts';

const CONTROLLER = 'k8s.io/ingress-nginx';
const ANNOTATION =
  /^metadata\.annotations\['(nginx\.ingress\.kubernetes\.io\/(.+))'\]$/;

/** What Gateway API v1 has a field for, in its standard channel: filters, timeouts, matches, weights, BackendTLSPolicy. */
const HAS_A_FIELD =
  /^(canary|canary-weight|canary-weight-total|canary-by-header|canary-by-header-value|rewrite-target|app-root|use-regex|permanent-redirect|permanent-redirect-code|temporal-redirect|temporal-redirect-code|ssl-redirect|force-ssl-redirect|server-alias|from-to-www-redirect|backend-protocol|upstream-vhost|x-forwarded-prefix|custom-headers|enable-cors|cors-.*|mirror-target|ssl-passthrough|proxy-read-timeout|proxy-send-timeout|proxy-ssl-.*|hsts.*|auth-tls-secret|auth-tls-verify-client)$/;

/** An Ingress of the retired ingress-nginx says what the Gateway API's standard channel has no field for. */
export const annotationsLeaveWithController: Check = {
  id: 'annotations-leave-with-controller',
  code: 'TRF120',
  severity: 'info',
  title: 'Annotations leave with ingress-nginx',
  message:
    'ingress-nginx was retired in March 2026, and Ingress {{ingress}} uses what the Gateway API has no field for: {{annotations}}.',
  fix: 'Before you move {{ingress}}, find a policy of the new controller for each of these annotations, or do without it.',
  reads: [],
  run: ({ model }) => {
    const entitiesOf = entitiesByObject(model.routes);
    const routes = listIngressRoutes(model.routes).filter(
      ({ entry }) =>
        entry?.kind === 'ingress-class' && entry.controller === CONTROLLER,
    );
    const places = routes.flatMap(({ policies, notInterpreted }) => [
      ...policies.map(({ setBy }) => setBy),
      ...notInterpreted,
    ]);
    const byObject = groupBy(places, ({ object }) => refKey(object));
    return [...byObject.values()].flatMap(own => {
      const left = [...new Map(own.map(at => [at.path, at])).values()]
        .flatMap(at => {
          const [, key, name] = ANNOTATION.exec(at.path) ?? [];
          return key !== undefined && !HAS_A_FIELD.test(name)
            ? [{ at, key }]
            : [];
        })
        .sort((a, b) => (a.key < b.key ? -1 : 1));
      const [first] = left;
      return first
        ? [
            {
              at: first.at,
              params: {
                ingress: nameOf(first.at.object),
                annotations: left.map(({ key }) => key).join(', '),
              },
              entities: entitiesOf(first.at.object),
            },
          ]
        : [];
    });
  },
};
