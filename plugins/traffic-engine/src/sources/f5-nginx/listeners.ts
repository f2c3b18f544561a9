import type { RouteVerdict } from '@portolan/plugin-traffic-common';
import { notKnown, refused, SERVING } from './doors';
import { GLOBAL_CONFIGURATION } from '../../f5/kinds';
import { canTellAbsence } from '../../references/lookUp';
import type {
  ClusterSnapshot,
  SnapshotIndex,
} from '../../snapshot/ClusterSnapshot';
import {
  isRecord,
  readFlag,
  readList,
  readNumber,
  readText,
  type UnknownRecord,
} from '../../snapshot/read';

/** A port that a GlobalConfiguration opens. */
export interface F5Listener {
  readonly name: string;
  readonly port: number;
  readonly protocol: string;
  readonly ssl: boolean;
}

/** The listeners of the one GlobalConfiguration; `unknown` where there are several or one could not look. */
export type F5Listeners =
  | { readonly state: 'known'; readonly list: readonly F5Listener[] }
  | { readonly state: 'unknown' };

/** The port of a virtual host by scheme; null where it has none. */
export interface ServerPorts {
  readonly http: number | null;
  readonly https: number | null;
  readonly door: RouteVerdict;
}

/**
 * The controller is told one GlobalConfiguration by a flag: the only one there is, is taken to be it. Of two listeners with one
 * name, or with one port for one transport, the first counts.
 */
export const f5Listeners: SnapshotIndex<F5Listeners> = {
  name: 'F5 NGINX listeners',
  reads: [GLOBAL_CONFIGURATION],
  build: snapshot => {
    const objects = snapshot.list(GLOBAL_CONFIGURATION);
    const isWhole = canTellAbsence(snapshot.statusOf(GLOBAL_CONFIGURATION), '');
    if (objects.length > 1 || (objects.length === 0 && !isWhole)) {
      return { state: 'unknown' };
    }
    const taken = new Set<string>();
    const list = readList(objects[0]?.spec, 'listeners').flatMap(item => {
      const name = readText(item, 'name') ?? '';
      const port = readNumber(item, 'port') ?? 0;
      const protocol = readText(item, 'protocol') ?? '';
      const place = `${port} ${protocol === 'UDP' ? 'UDP' : 'TCP'}`;
      if (taken.has(name) || taken.has(place) || port < 1) {
        return [];
      }
      taken.add(name).add(place);
      const ssl = readFlag(item, 'ssl') ?? false;
      return [{ name, port, protocol, ssl }];
    });
    return { state: 'known', list };
  },
};

/** Ports 80 and 443, or those of the listeners that a VirtualServer names instead of them. */
export function portsOf(
  snapshot: ClusterSnapshot,
  spec: UnknownRecord,
): ServerPorts {
  if (!isRecord(spec.listener)) {
    return { http: 80, https: 443, door: SERVING };
  }
  const listeners = snapshot.index(f5Listeners);
  if (listeners.state === 'unknown') {
    return {
      http: null,
      https: null,
      door: notKnown('GlobalConfiguration', 'of the controller'),
    };
  }
  const named = spec.listener;
  const portOf = (name: string | undefined, ssl: boolean) =>
    listeners.list.find(
      each =>
        each.name === name && each.protocol === 'HTTP' && each.ssl === ssl,
    )?.port ?? null;
  const http = portOf(readText(named, 'http'), false);
  const https = portOf(readText(named, 'https'), true);
  const names = [readText(named, 'http'), readText(named, 'https')]
    .filter(Boolean)
    .join(', ');
  return {
    http,
    https,
    door:
      http === null && https === null
        ? refused(`there is no listener ${names} of its scheme`)
        : SERVING,
  };
}
