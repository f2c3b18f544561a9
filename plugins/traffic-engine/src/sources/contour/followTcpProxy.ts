import type { Provenance } from '@portolan/plugin-traffic-common';
import { at } from '../../model/refs';
import type { ClusterSnapshot } from '../../snapshot/ClusterSnapshot';
import {
  isRecord,
  readFlag,
  readList,
  readRecord,
  readText,
} from '../../snapshot/read';
import { mergeConditions } from './conditions';
import { SERVING } from './judgeRoot';
import { SOURCE_ID } from './kinds';
import type { ProxyFact } from './ProxyFact';
import { resolveBackends } from './resolveBackends';
import { tcpServiceFault } from './routeFault';
import type { OpenRule, Walk } from './walkIncludes';

/** The TCP proxy of a root, which may be written in an HTTPProxy that it includes; a fault closes the whole root. */
export function followTcpProxy(
  snapshot: ClusterSnapshot,
  walk: Walk,
  root: ProxyFact,
): { rules: readonly OpenRule[]; fault: string | null } {
  const includes: Provenance[] = [];
  const visited = new Set<ProxyFact>();
  let proxy = root;
  const failed = (path: string, reason: string, message: string) => {
    walk.faults.push({ proxy, path, reason, message });
    return { rules: [], fault: reason };
  };
  while (isRecord(proxy.spec.tcpproxy)) {
    const tcp = proxy.spec.tcpproxy;
    visited.add(proxy);
    const path = isRecord(tcp.include)
      ? 'spec.tcpproxy.include'
      : 'spec.tcpproxy.includes';
    const include = isRecord(tcp.include) ? tcp.include : tcp.includes;
    const services = readList(tcp, 'services');
    if (isRecord(include) === services.length > 0) {
      const isBoth = services.length > 0;
      return failed(
        'spec.tcpproxy',
        isBoth ? 'NoServicesAndInclude' : 'NothingDefined',
        `A tcpproxy has services or an include, and this one has ${
          isBoth ? 'both' : 'none'
        }: Contour then serves nothing of the virtual host.`,
      );
    }
    if (services.length > 0) {
      const owner = proxy;
      const place = { proxy, path: 'spec.tcpproxy', services };
      const isLost = resolveBackends(snapshot, place).some(
        ({ reason }) => reason !== null,
      );
      return {
        rules: [
          {
            root: walk.root,
            proxy,
            kind: 'tcp',
            ruleIndex: 0,
            path: 'spec.tcpproxy',
            route: tcp,
            match: mergeConditions([]),
            status: null,
            door: SERVING,
            includes,
          },
        ],
        fault: isLost
          ? 'ServiceUnresolvedReference'
          : services
              .map(service => tcpServiceFault(snapshot, owner, service))
              .find(reason => reason !== null) ?? null,
      };
    }
    const namespace = readText(include, 'namespace') || proxy.object.namespace;
    const name = readText(include, 'name') ?? '';
    const found = walk.find(namespace, name, root);
    if (found === 'unknown') {
      return { rules: [], fault: null };
    }
    if (found === 'missing' || found.isRoot || visited.has(found)) {
      const reason =
        found === 'missing' ? 'IncludeNotFound' : 'RootIncludesRoot';
      return failed(
        path,
        found !== 'missing' && !found.isRoot ? 'IncludeCreatesCycle' : reason,
        `The HTTPProxy ${namespace}/${name} cannot be included here: Contour then serves nothing of the virtual host.`,
      );
    }
    includes.push(at(SOURCE_ID, proxy.object)(path));
    walk.reached.add(found);
    proxy = found;
  }
  return { rules: [], fault: null };
}

/** Whether TLS is handed on to the backend as it is. */
export function isPassthrough({ spec }: ProxyFact): boolean {
  return (
    readFlag(
      readRecord(readRecord(spec, 'virtualhost'), 'tls'),
      'passthrough',
    ) === true
  );
}
