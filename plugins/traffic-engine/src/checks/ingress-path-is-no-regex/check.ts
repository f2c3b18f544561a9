import type { Check } from '../Check';
import { listIngressRoutes, nameOf, onePerPlace } from '../ingressRoutes';
import { entitiesByObject } from '../routeFacts';

const CONTROLLER = 'k8s.io/ingress-nginx';
/** What nobody writes into a path but as a regular expression. */
const LOOKS_LIKE_REGEX = /\.[*+]|\(\/\||\|\$\)|\\[dws.]|\[\^|\[\w-\w/;

/** A path is written as a regular expression, and nothing makes ingress-nginx read it as one. */
export const ingressPathIsNoRegex: Check = {
  id: 'ingress-path-is-no-regex',
  code: 'TRF128',
  severity: 'warning',
  title: 'Path is no regular expression',
  message:
    'The path {{path}} of Ingress {{ingress}} is read letter by letter: nothing makes the paths of its host regular expressions.',
  fix: "Set nginx.ingress.kubernetes.io/use-regex: 'true' and pathType: ImplementationSpecific for {{ingress}}, or write the path without an expression.",
  reads: [],
  run: ({ model }) => {
    const entitiesOf = entitiesByObject(model.routes);
    const literal = listIngressRoutes(model.routes).filter(
      ({ entry, match, predicted }) =>
        entry?.kind === 'ingress-class' &&
        entry.controller === CONTROLLER &&
        (match.path?.type === 'Exact' || match.path?.type === 'PathPrefix') &&
        LOOKS_LIKE_REGEX.test(match.path.value) &&
        !['detached', 'shadowed'].includes(predicted.state),
    );
    return onePerPlace(literal).map(route => ({
      at: route.provenance[0],
      params: {
        ingress: nameOf(route.object),
        path: route.match.path?.value ?? '',
      },
      entities: entitiesOf(route.object),
    }));
  },
};
