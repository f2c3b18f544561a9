import type { RouteVerdict } from '@portolan/plugin-traffic-common';
import { INGRESS_CLASS } from '../kinds/ingressKinds';
import { canTellAbsence } from '../references/lookUp';
import type { ClusterSnapshot } from '../snapshot/ClusterSnapshot';
import { readText } from '../snapshot/read';
import { F5_CONTROLLER } from './kinds';

/** One controller that takes an object, by the class that it runs for, and whether it is known to. */
export interface F5Class {
  readonly name: string;
  /** Tells the controllers of one object apart; the same whether IngressClasses can be looked at or not. */
  readonly key: string;
  /** That its IngressClass names. */
  readonly controller: string;
  readonly door: RouteVerdict;
}

/** Of the flag `-ingress-class`. */
const DEFAULT_CLASS = 'nginx';
const SERVING: RouteVerdict = { state: 'serving', reasons: [] };

/**
 * The controllers that take an object of F5's own kinds: that of its class, and every one where it names none
 * (HasCorrectIngressClass). A controller does not run without its IngressClass.
 */
export function classesOf(
  snapshot: ClusterSnapshot,
  className: string,
): readonly F5Class[] {
  const status = snapshot.statusOf(INGRESS_CLASS);
  if (className === '') {
    const own = snapshot
      .list(INGRESS_CLASS)
      .filter(({ spec }) => readText(spec, 'controller') === F5_CONTROLLER)
      .map(({ metadata }, _, { length }) => ({
        name: metadata.name,
        key: length > 1 ? metadata.name : '',
        controller: F5_CONTROLLER,
        door: SERVING,
      }));
    const isUnclaimed =
      own.length === 0 &&
      canTellAbsence(status, '') &&
      status.state !== 'absent';
    const door: RouteVerdict = isUnclaimed
      ? {
          state: 'unknown',
          reasons: [
            {
              code: 'IngressClassUnclaimed',
              params: { defaultClass: '' },
            },
          ],
        }
      : SERVING;
    return own.length > 0
      ? own
      : [{ name: DEFAULT_CLASS, key: '', controller: F5_CONTROLLER, door }];
  }
  const found = snapshot.get(INGRESS_CLASS, '', className);
  if (found) {
    const controller = readText(found.spec, 'controller') ?? '';
    return [
      {
        name: className,
        key: className,
        controller,
        door:
          controller === F5_CONTROLLER
            ? SERVING
            : {
                state: 'detached',
                reasons: [
                  {
                    code: 'NotAttached',
                    params: {
                      by: 'F5 NGINX',
                      reason: `the class ${className} is of the controller ${controller}`,
                    },
                  },
                ],
              },
      },
    ];
  }
  if (canTellAbsence(status, '')) {
    return [
      {
        name: className,
        key: className,
        controller: F5_CONTROLLER,
        door: {
          state: 'detached',
          reasons: [{ code: 'IngressClassMissing', params: { className } }],
        },
      },
    ];
  }
  const params = { kind: 'IngressClass', name: className };
  return [
    {
      name: className,
      key: className,
      controller: F5_CONTROLLER,
      door:
        className === DEFAULT_CLASS
          ? SERVING
          : { state: 'unknown', reasons: [{ code: 'NotKnown', params }] },
    },
  ];
}
