import {
  isRecord,
  readList,
  readRecord,
  readText,
  type UnknownRecord,
} from '../snapshot/read';
import { fault, firstFault, type SpecFault } from './Fault';
import { faultOfHost } from './faultOfHost';
import { faultOfUpstreams, upstreamNames } from './faultOfUpstreams';

const PASSTHROUGH = { name: 'tls-passthrough', protocol: 'TLS_PASSTHROUGH' };

/** What the controller refuses a TransportServer for, as far as it is told here; null for none. */
export function faultOfTransportServer(spec: UnknownRecord): SpecFault | null {
  const listener = readRecord(spec, 'listener');
  const name = readText(listener, 'name') ?? '';
  const protocol = readText(listener, 'protocol') ?? '';
  const isPassthrough =
    name === PASSTHROUGH.name || protocol === PASSTHROUGH.protocol;
  const host = readText(spec, 'host') ?? '';
  const secret = readText(readRecord(spec, 'tls'), 'secret') ?? '';
  const upstreams = readList(spec, 'upstreams');
  const pass = readText(readRecord(spec, 'action'), 'pass') ?? '';
  return firstFault(
    () =>
      isPassthrough &&
      (name !== PASSTHROUGH.name || protocol !== PASSTHROUGH.protocol)
        ? fault(
            'spec.listener',
            `the listener ${PASSTHROUGH.name} and the protocol ${PASSTHROUGH.protocol} go together`,
          )
        : null,
    () =>
      !isPassthrough && (name === '' || !['TCP', 'UDP'].includes(protocol))
        ? fault('spec.listener', 'the listener needs a name and TCP or UDP')
        : null,
    () =>
      protocol === 'UDP' && host !== ''
        ? fault('spec.host', 'a host is not allowed with UDP')
        : null,
    () => (host !== '' || isPassthrough ? faultOfHost(host) : null),
    () =>
      isPassthrough && isRecord(spec.tls)
        ? fault('spec.tls', 'TLS is not ended with TLS passthrough')
        : null,
    () =>
      !isPassthrough && host !== '' && secret === ''
        ? fault('spec.tls.secret', 'a host needs a TLS Secret')
        : null,
    () => faultOfUpstreams(upstreams),
    () =>
      upstreamNames(upstreams).has(pass)
        ? null
        : fault(
            'spec.action.pass',
            pass === ''
              ? 'the action passes to no upstream'
              : `there is no upstream ${pass}`,
          ),
  );
}
