import type { IngressController } from '../IngressController';
import type { Dialect } from './Dialect';
import { translateDialect } from '.';

/**
 * Prefixes of the annotations by which controllers change what an Ingress means: under a class that nobody here knows, they
 * are seen and named, not interpreted.
 */
const CONTROLLER_PREFIXES: readonly string[] = [
  'nginx.ingress.kubernetes.io/',
  'nginx.org/',
  'nginx.com/',
  'traefik.ingress.kubernetes.io/',
  'haproxy.org/',
  'haproxy-ingress.github.io/',
  'alb.ingress.kubernetes.io/',
  'ingress.kubernetes.io/',
  'route.openshift.io/',
  'projectcontour.io/',
  'konghq.com/',
  'networking.gke.io/',
];

const STANDARD: Dialect = {
  title: 'the controller',
  annotations: { prefixes: CONTROLLER_PREFIXES, rules: [], told: [] },
  prefix: 'element',
  implementationSpecific: () => 'unknown',
  notFound: null,
  failure: null,
  order: 'specificity',
  fallsBackToWiderHost: null,
  plainHttp: () => ({ kind: 'unknown' }),
  httpsWithoutTls: 'unknown',
};

/** A class whose controller nobody here knows: the API's own rules, and what they leave open stays open. */
export const unknownController: IngressController = {
  title: 'standard rules',
  isNamedBy: () => true,
  classNames: [],
  translate: door => translateDialect(door, STANDARD),
};
