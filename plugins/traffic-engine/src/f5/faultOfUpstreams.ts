import { readNumber, readText } from '../snapshot/read';
import { fault, faultInList, type SpecFault } from './Fault';

/** Names are unique, and each upstream names a Service and a port. */
export function faultOfUpstreams(
  upstreams: readonly unknown[],
): SpecFault | null {
  const names = new Set<string>();
  return faultInList(upstreams, (upstream, index) => {
    const path = `spec.upstreams[${index}]`;
    const name = readText(upstream, 'name') ?? '';
    const port = readNumber(upstream, 'port') ?? 0;
    if (name === '' || names.has(name)) {
      return fault(
        `${path}.name`,
        name === ''
          ? 'the upstream has no name'
          : `two upstreams are called ${name}`,
      );
    }
    names.add(name);
    if (!readText(upstream, 'service')) {
      return fault(`${path}.service`, 'the upstream names no Service');
    }
    return port < 1 || port > 65_535
      ? fault(`${path}.port`, 'the upstream has no port from 1 to 65535')
      : null;
  });
}

export function upstreamNames(
  upstreams: readonly unknown[],
): ReadonlySet<string> {
  return new Set(upstreams.map(upstream => readText(upstream, 'name') ?? ''));
}
