import { parseAddress } from '../../match/cidr';

/** A host, with the port where one is written. */
export interface HostPort {
  readonly host: string;
  readonly port?: number;
}

const LABEL = '[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?';
const NAME = new RegExp(`^${LABEL}(?:\\.${LABEL})*$`);
const IN_BRACKETS = /^\[([0-9a-f:.]+)\](?::(\d{1,5}))?$/;
const MAX_NAME_CHARS = 253;
/** RFC 6761 and RFC 2606: names that lead nowhere else, or stand in documentation. */
const NOWHERE =
  /(?:^|\.)(?:localhost|invalid|example\.(?:com|net|org|edu))$|^(?:0\.0\.0\.0|255\.255\.255\.255|::|::1)$|^127\./;

/**
 * A host name or address with an optional port; undefined for anything else, for what leads to the workload itself, and for
 * the names of documentation.
 */
export function parseHostPort(text: string): HostPort | undefined {
  const lower = text.toLowerCase();
  const [, bracketed, bracketPort] = IN_BRACKETS.exec(lower) ?? [];
  const [name, port, ...more] =
    bracketed === undefined ? lower.split(':') : [bracketed, bracketPort];
  if (more.length > 0) {
    // An IPv6 address by itself, as the value of a key for hosts.
    const isAddress = more.length > 1 || lower.startsWith('::');
    return isAddress && leadsSomewhere(lower) && parseAddress(lower)
      ? { host: lower }
      : undefined;
  }
  const host = name.replace(/\.$/, '');
  const number = port === undefined ? undefined : readPort(port);
  const isHost =
    bracketed === undefined ? isHostName(host) : parseAddress(host);
  if (!isHost || !leadsSomewhere(host) || (port !== undefined && !number)) {
    return undefined;
  }
  return number === undefined ? { host } : { host, port: number };
}

/** Whether it is neither the workload itself, however that is written, nor a name of documentation. */
function leadsSomewhere(host: string): boolean {
  if (NOWHERE.test(host)) {
    return false;
  }
  const address = host.includes(':') ? parseAddress(host) : undefined;
  return (
    !address ||
    !(
      address.first <= BigInt(1) ||
      (address.version === 4 && address.first >> BigInt(24) === BigInt(127))
    )
  );
}

function readPort(text: string): number | undefined {
  const number = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  return number >= 1 && number <= 65535 ? number : undefined;
}

/** A name whose last label is a number is an address or nothing (WHATWG URL, "ends in a number"). */
function isHostName(host: string): boolean {
  if (host.length > MAX_NAME_CHARS || !NAME.test(host)) {
    return false;
  }
  return /(?:^|\.)\d+$/.test(host) ? parseAddress(host) !== undefined : true;
}
