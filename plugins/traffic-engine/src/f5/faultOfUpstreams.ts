import { isRecord, readFlag, readNumber, readText } from '../snapshot/read';
import { fault, faultInList, type SpecFault } from './Fault';

/** A DNS label that begins with a letter (validateUpstreamName). */
const LABEL = /^[a-z](?:[-a-z0-9]{0,61}[a-z0-9])?$/;

/** Names are unique, and each upstream names a Service and a port. */
export function faultOfUpstreams(
  upstreams: readonly unknown[],
): SpecFault | null {
  const names = new Set<string>();
  return faultInList(upstreams, (upstream, index) => {
    const path = `spec.upstreams[${index}]`;
    const name = readText(upstream, 'name') ?? '';
    const port = readNumber(upstream, 'port') ?? 0;
    if (name !== '' && !LABEL.test(name)) {
      return fault(`${path}.name`, `${name} is no name of an upstream`);
    }
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
      : faultOfUse(upstream, path);
  });
}

/** What does not go together, and values that are none. */
function faultOfUse(upstream: unknown, path: string): SpecFault | null {
  const type = readText(upstream, 'type') ?? '';
  const backup = readText(upstream, 'backup') ?? '';
  const backupPort = readNumber(upstream, 'backupPort');
  const method =
    readText(upstream, 'lb-method') ??
    readText(upstream, 'loadBalancingMethod') ??
    '';
  if (!['', 'http', 'grpc'].includes(type)) {
    return fault(`${path}.type`, `${type} is neither http nor grpc`);
  }
  if (
    readFlag(upstream, 'use-cluster-ip') &&
    isRecord(upstream) &&
    isRecord(upstream.subselector)
  ) {
    return fault(
      `${path}.subselector`,
      'the address of the Service cannot be had for some of its pods',
    );
  }
  if ((backup !== '') !== (backupPort !== undefined)) {
    return fault(`${path}.backup`, 'a backup needs a Service and a port');
  }
  return backup !== '' && /hash|random/.test(method)
    ? fault(`${path}.backup`, `there is no backup with ${method}`)
    : null;
}

export function upstreamNames(
  upstreams: readonly unknown[],
): ReadonlySet<string> {
  return new Set(upstreams.map(upstream => readText(upstream, 'name') ?? ''));
}
