import type { ObjectRef, Reason } from '@portolan/plugin-traffic-common';
import type { ClusterSnapshot } from '../../../snapshot/ClusterSnapshot';
import type { KubeObject } from '../../../snapshot/KubeObject';
import type { Install } from '../install/Install';
import type { MiddlewareChain } from './followMiddlewares';

/** What following a reference needs to know. */
export interface Context {
  readonly snapshot: ClusterSnapshot;
  readonly install: Install;
  /** What a middleware that was read comes to: many routers name the same few. */
  readonly once: (
    middleware: KubeObject,
    read: () => MiddlewareChain,
  ) => MiddlewareChain;
}

/** What stands against a router: reasons that drop it, and reasons for which it is not known whether it is dropped. */
export interface Obstacles {
  readonly dropped: readonly Reason[];
  readonly open: readonly Reason[];
}

export const NO_OBSTACLES: Obstacles = { dropped: [], open: [] };

export function joinObstacles(all: readonly Obstacles[]): Obstacles {
  const some = all.filter(
    ({ dropped: gone, open: unsure }) => gone.length + unsure.length > 0,
  );
  if (some.length < 2) {
    return some[0] ?? NO_OBSTACLES;
  }
  return {
    dropped: some.flatMap(obstacles => obstacles.dropped),
    open: some.flatMap(obstacles => obstacles.open),
  };
}

export function dropped(reason: Reason): Obstacles {
  return { dropped: [reason], open: [] };
}

export function open(reason: Reason): Obstacles {
  return { dropped: [], open: [reason] };
}

/** A setting that is off drops the router; one that nobody can see leaves it open. */
export function needsSetting(
  { install }: Context,
  setting: 'allowCrossNamespace' | 'allowExternalNameServices',
  target: ObjectRef,
): Obstacles {
  const { kind, namespace, name } = target;
  const params = { kind, name: `${namespace}/${name}`, setting };
  if (install.state === 'not-known') {
    return open({ code: 'DependsOnSetting', params });
  }
  return install.settings[setting]
    ? NO_OBSTACLES
    : dropped({ code: 'NotAllowedBySetting', params });
}

/** A reference that leaves its namespace needs a flag of Traefik; there is no grant. */
export function crossNamespace(
  context: Context,
  namespace: string,
  target: ObjectRef,
): Obstacles {
  return target.namespace === namespace
    ? NO_OBSTACLES
    : needsSetting(context, 'allowCrossNamespace', target);
}

/** The target of a reference does not exist, which takes the router with it; a target that was not looked at leaves it open. */
export function obstacleOf(
  state: 'resolved' | 'missing' | 'unknown',
  target: ObjectRef,
): Obstacles {
  const { kind, namespace, name } = target;
  const params = { kind, name: `${namespace}/${name}` };
  switch (state) {
    case 'missing':
      return dropped({ code: 'ReferenceNotFound', params });
    case 'unknown':
      return open({ code: 'NotKnown', params });
    default:
      return NO_OBSTACLES;
  }
}
