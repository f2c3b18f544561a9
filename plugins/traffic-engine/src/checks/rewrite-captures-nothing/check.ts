import type { Route } from '@portolan/plugin-traffic-common';
import { INGRESS } from '../../kinds/ingressKinds';
import { at, refKey, refTo } from '../../model/refs';
import type { KubeObject } from '../../snapshot/KubeObject';
import {
  readLabels,
  readList,
  readRecord,
  readText,
} from '../../snapshot/read';
import { pathValue } from '../../sources/kubernetes-ingress/controllers/ingress-nginx/acceptedValues';
import type { Check } from '../Check';
import { listIngressRoutes, nameOf } from '../ingressRoutes';
import { entitiesByObject } from '../routeFacts';

const CONTROLLER = 'k8s.io/ingress-nginx';
const PREFIX = 'nginx.ingress.kubernetes.io/';
const REWRITE = `${PREFIX}rewrite-target`;

/** `rewrite-target` puts in a part of the path that the path does not capture. */
export const rewriteCapturesNothing: Check = {
  id: 'rewrite-captures-nothing',
  code: 'TRF127',
  severity: 'warning',
  title: 'Rewrite without its capture group',
  message:
    'Ingress {{ingress}} rewrites to {{target}}, and its path {{path}} has only {{groups}} groups: what {{reference}} should hold is empty, and that part of the request is lost.',
  fix: 'Write the path with a group for {{reference}}, as in /something(/|$)(.*), or take {{reference}} out of rewrite-target of {{ingress}}.',
  reads: [INGRESS],
  run: ({ snapshots, model }) => {
    const entitiesOf = entitiesByObject(model.routes);
    const faults = snapshots.flatMap(snapshot =>
      snapshot.list(INGRESS).flatMap(ingress => {
        const fault = faultOf(ingress);
        return fault
          ? [{ object: refTo(snapshot.cluster, ingress), fault }]
          : [];
      }),
    );
    const served = faults.length === 0 ? new Set() : listServed(model.routes);
    return faults
      .filter(({ object }) => served.has(refKey(object)))
      .map(({ object, fault }) => ({
        at: at(
          'kubernetes-ingress',
          object,
        )(`metadata.annotations['${REWRITE}']`),
        params: { ingress: nameOf(object), ...fault },
        entities: entitiesOf(object),
      }));
  },
};

/** The Ingresses that ingress-nginx serves. */
function listServed(routes: readonly Route[]): ReadonlySet<string> {
  return new Set(
    listIngressRoutes(routes)
      .filter(
        ({ entry, predicted }) =>
          entry?.kind === 'ingress-class' &&
          entry.controller === CONTROLLER &&
          predicted.state !== 'detached',
      )
      .map(({ object }) => refKey(object)),
  );
}

/**
 * The first path with fewer groups than the target asks for; none where the controller does not accept the target. A path that is the target itself is not rewritten, and a canary's
 * rewrite is not read by the controller.
 */
function faultOf(ingress: KubeObject) {
  const annotations = readLabels(ingress.metadata, 'annotations');
  const target = pathValue({ annotations }, 'rewrite-target');
  const wanted = Math.max(
    0,
    ...[...target.matchAll(/\$(\d)/g)].map(([, digit]) => Number(digit)),
  );
  if (wanted === 0 || annotations[`${PREFIX}canary`] === 'true') {
    return undefined;
  }
  const path = readList(ingress.spec, 'rules')
    .flatMap(rule => readList(readRecord(rule, 'http'), 'paths'))
    .map(each => readText(each, 'path') ?? '/')
    .find(each => each !== target && countGroups(each) < wanted);
  return path === undefined
    ? undefined
    : { target, path, groups: countGroups(path), reference: `$${wanted}` };
}

/** Groups that capture: those in classes and those that are escaped or begin with `?:` do not. */
function countGroups(pattern: string): number {
  const plain = pattern.replace(/\\./g, '').replace(/\[[^\]]*\]/g, '');
  return (plain.match(/\((?!\?)|\(\?P?<(?![=!])/g) ?? []).length;
}
