import type { Entry, RouteVerdict } from '@portolan/plugin-traffic-common';
import { canTellAbsence } from '../../references/lookUp';
import type { ClusterSnapshot } from '../../snapshot/ClusterSnapshot';
import type { KubeObject } from '../../snapshot/KubeObject';
import { readOnce } from '../../snapshot/readOnce';
import { readText } from '../../snapshot/read';
import { INGRESS_CLASS } from './kinds';

/** Which controller takes an Ingress, as far as its class tells. */
export interface ClassDecision {
  readonly entry: Extract<Entry, { kind: 'ingress-class' }>;
  readonly door: RouteVerdict;
  /** The field that decided. */
  readonly path: string;
}

const CLASS_ANNOTATION = 'kubernetes.io/ingress.class';
const ANNOTATION_PATH = `metadata.annotations['${CLASS_ANNOTATION}']`;
/** Which URL map serves an Ingress, as GKE's controller reports it. */
const GKE_URL_MAP = 'ingress.kubernetes.io/url-map';
const DEFAULT_ANNOTATION = 'ingressclass.kubernetes.io/is-default-class';

/**
 * The class of an Ingress: the field, else the old annotation. The default class is written into the field when an Ingress
 * is admitted, so an Ingress without a class was not defaulted: only a controller that was told to adopt such Ingresses
 * serves it, which no object says.
 */
export function resolveClass(
  snapshot: ClusterSnapshot,
  ingress: KubeObject,
): ClassDecision {
  const named = readText(ingress.spec, 'ingressClassName');
  if (named) {
    return classByField(snapshot, named);
  }
  const annotated = ingress.metadata.annotations?.[CLASS_ANNOTATION];
  return annotated
    ? classByAnnotation(snapshot, ingress, annotated)
    : classless(snapshot);
}

/** One decision for all Ingresses of a class that is there: what is read of them is kept with it. */
const foundByField = readOnce((found: KubeObject) =>
  decision({
    className: found.metadata.name,
    controller: controllerOf(found),
    path: 'spec.ingressClassName',
  }),
);

function classByField(
  snapshot: ClusterSnapshot,
  className: string,
): ClassDecision {
  const path = 'spec.ingressClassName';
  const found = snapshot.get(INGRESS_CLASS, '', className);
  if (found) {
    return foundByField(found);
  }
  const status = snapshot.statusOf(INGRESS_CLASS);
  return decision({
    className,
    path,
    door: canTellAbsence(status, '')
      ? {
          state: 'detached',
          reasons: [{ code: 'IngressClassMissing', params: { className } }],
        }
      : {
          state: 'unknown',
          reasons: [
            {
              code: 'NotKnown',
              params: { kind: 'IngressClass', name: className },
            },
          ],
        },
  });
}

const foundByAnnotation = readOnce((found: KubeObject) =>
  decision({
    className: found.metadata.name,
    controller: controllerOf(found),
    path: ANNOTATION_PATH,
  }),
);

/**
 * The annotation is a plain word that a controller is configured with: an IngressClass of that name need not exist, so its
 * absence proves nothing. GKE's controller never has one; what it wrote beside the class says that it serves the Ingress.
 */
function classByAnnotation(
  snapshot: ClusterSnapshot,
  ingress: KubeObject,
  className: string,
): ClassDecision {
  const path = ANNOTATION_PATH;
  const found = snapshot.get(INGRESS_CLASS, '', className);
  if (found) {
    return foundByAnnotation(found);
  }
  const hasUrlMap = Boolean(ingress.metadata.annotations?.[GKE_URL_MAP]);
  return hasUrlMap
    ? decision({ className, path })
    : decision({
        className,
        path,
        door: {
          state: 'unknown',
          reasons: [
            {
              code: 'IngressClassUnclaimed',
              params: { className, namedBy: 'annotation' },
            },
          ],
        },
      });
}

function classless(snapshot: ClusterSnapshot): ClassDecision {
  const defaults = snapshot
    .list(INGRESS_CLASS)
    .filter(item => item.metadata.annotations?.[DEFAULT_ANNOTATION] === 'true')
    .map(item => item.metadata.name);
  return decision({
    className: null,
    path: 'spec.ingressClassName',
    door: {
      state: 'unknown',
      reasons: [
        {
          code: 'IngressClassUnclaimed',
          params: { defaultClass: defaults.join(', ') },
        },
      ],
    },
  });
}

function decision(facts: {
  className: string | null;
  controller?: string | null;
  path: string;
  door?: RouteVerdict;
}): ClassDecision {
  const { className, controller = null, path } = facts;
  return {
    entry: { kind: 'ingress-class', className, controller },
    door: facts.door ?? { state: 'serving', reasons: [] },
    path,
  };
}

function controllerOf(ingressClass: KubeObject): string | null {
  return readText(ingressClass.spec, 'controller') ?? null;
}
