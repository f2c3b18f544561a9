import type { ObjectRef } from '@portolan/plugin-traffic-common';
import { readList, readText } from '../../../snapshot/read';
import {
  dropped,
  joinObstacles,
  NO_OBSTACLES,
  open,
  type Context,
  type Obstacles,
} from '../follow/Context';
import type { EntryPoint } from '../../../traefik/EntryPoint';
import type { Router, RouterEntry } from './Router';

/** The names that Traefik's documentation and its chart use; every other port is only in its configuration. */
const USUAL_PORTS: Readonly<Record<string, { port: number; isWeb: boolean }>> =
  {
    web: { port: 80, isWeb: true },
    websecure: { port: 443, isWeb: false },
  };
const CLASS_ANNOTATION = 'kubernetes.io/ingress.class';
/** Taken by installations without a class of their own, too. */
const OWN_CLASS = 'traefik';

export interface Entries {
  readonly entries: readonly RouterEntry[];
  readonly obstacles: Obstacles;
}

/** The entry points of an object's routers: those that it names, else the defaults of the installation. */
export function entriesOf(
  { install }: Context,
  options: { spec: unknown; protocol: Router['protocol']; hasTls: boolean },
): Entries {
  const { spec, protocol, hasTls } = options;
  const named = readList(spec, 'entryPoints').filter(
    (name): name is string => typeof name === 'string',
  );
  if (install.state === 'not-known') {
    return named.length > 0
      ? {
          entries: named.map(name => assumed(name, hasTls)),
          obstacles: NO_OBSTACLES,
        }
      : {
          entries: [assumed('default', hasTls)],
          obstacles: NO_OBSTACLES,
        };
  }
  const { entryPoints, defaultEntryPoints } = install.settings;
  const wanted = named.length > 0 ? named : defaultEntryPoints;
  const isUdp = protocol === 'udp';
  const found = wanted.flatMap(name => {
    const entryPoint = entryPoints.find(
      each => each.name === name.toLowerCase(),
    );
    return entryPoint && (entryPoint.protocol === 'udp') === isUdp
      ? [known(entryPoint, { name, protocol, hasTls })]
      : [];
  });
  const missing = named.filter(
    name => !entryPoints.some(each => each.name === name.toLowerCase()),
  );
  return {
    entries:
      found.length > 0 ? found : wanted.map(name => assumed(name, hasTls)),
    // A router is left out of the entry points that do not exist, and serves at the others.
    obstacles:
      found.length === 0
        ? joinObstacles(
            (missing.length > 0 ? missing : ['of its protocol']).map(name =>
              dropped({
                code: 'EntryPointNotFound',
                params: { kind: 'entry point', name },
              }),
            ),
          )
        : NO_OBSTACLES,
  };
}

function known(
  entryPoint: EntryPoint,
  {
    name,
    protocol,
    hasTls,
  }: { name: string; protocol: Router['protocol']; hasTls: boolean },
): RouterEntry {
  const { port, addresses, exposure, endsTls, redirect } = entryPoint;
  return {
    name,
    port,
    addresses,
    exposure,
    isTls: hasTls || (protocol === 'http' && endsTls === true),
    redirect: protocol === 'http' ? redirect : null,
  };
}

/** By the usual names. Whether `websecure` and others end TLS for routers without a `tls` section is not known. */
function assumed(name: string, hasTls: boolean): RouterEntry {
  const usual = Object.hasOwn(USUAL_PORTS, name)
    ? USUAL_PORTS[name]
    : undefined;
  return {
    name,
    port: usual?.port ?? null,
    addresses: [],
    exposure: 'unknown',
    isTls: hasTls || (usual?.isWeb ? false : null),
    redirect: null,
  };
}

/** Whether the installation takes objects of this class (`providers.kubernetesCRD.ingressClass`). */
export function admitClass(
  { install }: Context,
  options: {
    spec: unknown;
    annotations: Readonly<Record<string, string>>;
    object: ObjectRef;
  },
): Obstacles {
  const className =
    readText(options.spec, 'ingressClassName') ??
    options.annotations[CLASS_ANNOTATION] ??
    '';
  const reason = {
    code: 'IngressClassUnclaimed' as const,
    params: { className: className || 'no class' },
  };
  if (install.state === 'not-known') {
    return className === '' || className === OWN_CLASS
      ? NO_OBSTACLES
      : open(reason);
  }
  const { ingressClass, namespaces, labelSelector } = install.settings;
  const { kind, namespace, name } = options.object;
  const isTaken =
    className === ingressClass ||
    (ingressClass === '' && className === OWN_CLASS);
  const isWatched = namespaces.length === 0 || namespaces.includes(namespace);
  return joinObstacles([
    isTaken ? NO_OBSTACLES : dropped(reason),
    isWatched
      ? NO_OBSTACLES
      : dropped({
          code: 'NotAttached',
          params: {
            by: 'Traefik',
            reason: 'it watches other namespaces alone',
          },
        }),
    labelSelector === ''
      ? NO_OBSTACLES
      : open({
          code: 'DependsOnSetting',
          params: {
            kind,
            name: `${namespace}/${name}`,
            setting: 'labelSelector',
          },
        }),
  ]);
}
