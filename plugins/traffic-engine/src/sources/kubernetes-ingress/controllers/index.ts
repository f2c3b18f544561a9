import type { ClusterSnapshot } from '../../../snapshot/ClusterSnapshot';
import type { ClassDecision } from '../resolveClass';
import { awsLoadBalancer } from './awsLoadBalancer';
import { contour } from './contour';
import { f5Nginx } from './f5Nginx';
import { gke } from './gke';
import { haproxyCommunity } from './haproxyCommunity';
import { haproxyTechnologies } from './haproxyTechnologies';
import { ingressNginx } from './ingress-nginx';
import type { IngressController } from './IngressController';
import { kong } from './kong';
import { openshift } from './openshift';
import { unknownController } from './standard/unknownController';
import { traefik } from './traefik';

/** Every controller whose dialect is known; adding one is its file or folder and a line here. */
const CONTROLLERS: readonly IngressController[] = [
  awsLoadBalancer,
  contour,
  f5Nginx,
  gke,
  haproxyCommunity,
  haproxyTechnologies,
  ingressNginx,
  kong,
  openshift,
  traefik,
];

/** The controller of a class, and whether it is only assumed from the name of the class. */
export interface ChosenController {
  readonly controller: IngressController;
  readonly by: 'ingress-class' | 'class-name' | 'nothing';
}

/**
 * The controller that the IngressClass names, by its own name or by that which it was given in the cluster; where no IngressClass says so, the one whose class usually has that name; else
 * the API's own rules.
 */
export function chooseController(
  { className, controller: named }: ClassDecision['entry'],
  snapshot?: ClusterSnapshot,
): ChosenController {
  const known =
    named === null
      ? CONTROLLERS.find(
          each => className !== null && each.classNames.includes(className),
        )
      : CONTROLLERS.find(each => each.isNamedBy(named)) ??
        (snapshot && CONTROLLERS.find(each => each.runsAs?.(snapshot, named)));
  return known
    ? {
        controller: known,
        by: named === null ? 'class-name' : 'ingress-class',
      }
    : { controller: unknownController, by: 'nothing' };
}
