import { parseAddress, parseCidr, subtractRanges } from '../../match/cidr';
import { readLabelSelector } from '../../match/readLabelSelector';
import { isRecord, readList, readRecord, readText } from '../../snapshot/read';
import type { CiliumNote, CiliumPeer } from './CiliumFact';
import { fqdnPattern, plainName } from './fqdn';
import { parseEndpointSelector, reservedEntity } from './parseSelector';

/** The length of the longest host name (RFC 1035). */
const MAX_NAME = 255;

interface Context {
  /** `to` in egress rules, `from` in ingress rules. */
  readonly side: 'to' | 'from';
  /** The policy's namespace; null for a cluster-wide one. */
  readonly namespace: string | null;
  readonly note: (note: CiliumNote) => void;
}

type Reader = (
  value: unknown,
  path: string,
  context: Context,
) => CiliumPeer | undefined;

/** The sorts of peers by the end of their field's name; each is a list, and any entry of any list is enough. */
const READERS: Readonly<Record<string, Reader>> = {
  Endpoints: readEndpoints,
  Entities: (value, path) =>
    typeof value === 'string'
      ? { kind: 'entity', entity: value, path }
      : undefined,
  CIDR: (value, path) => readCidr(value, [], path),
  CIDRSet: readCidrSet,
  FQDNs: readFqdn,
  Services: readService,
  Nodes: (_, path) => ({
    kind: 'doubtful',
    doubt: 'depends-on-address',
    path,
  }),
  Groups: (_, path) => ({
    kind: 'doubtful',
    doubt: 'depends-on-address',
    path,
  }),
};

/**
 * The peers of a rule; null when it has none of the fields. A field with an empty list chooses nobody, whatever others say.
 */
export function parsePeers(
  rule: Readonly<Record<string, unknown>>,
  path: string,
  context: Context,
): readonly CiliumPeer[] | null {
  const { side, note } = context;
  const fields = Object.keys(READERS).filter(
    name =>
      rule[`${side}${name}`] !== undefined && rule[`${side}${name}`] !== null,
  );
  const unknown = Object.keys(rule).find(
    name =>
      new RegExp(`^${side}[A-Z]`).test(name) &&
      ![...Object.keys(READERS), 'Ports', 'Requires'].includes(
        name.slice(side.length),
      ),
  );
  if (unknown !== undefined) {
    note({
      severity: 'error',
      path: `${path}.${unknown}`,
      message: 'This sort of peer is not known, so whom it means is not known.',
    });
    return [{ kind: 'doubtful', doubt: 'policy-not-readable', path }];
  }
  if (rule[`${side}Requires`] !== undefined) {
    return [{ kind: 'doubtful', doubt: 'policy-not-readable', path }];
  }
  if (fields.length === 0) {
    return null;
  }
  return fields.some(name => isEmptyList(rule[`${side}${name}`]))
    ? []
    : fields.flatMap(name => {
        const field = `${path}.${side}${name}`;
        return readList(rule, `${side}${name}`).map((value, index) => {
          const at = `${field}[${index}]`;
          const peer = READERS[name](value, at, context);
          if (!peer) {
            note({
              severity: 'error',
              path: at,
              message: 'This peer cannot be read.',
            });
          }
          return (
            peer ?? { kind: 'doubtful', doubt: 'policy-not-readable', path: at }
          );
        });
      });
}

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}

function readEndpoints(
  value: unknown,
  path: string,
  { namespace, note }: Context,
): CiliumPeer {
  const entity = reservedEntity(value);
  if (entity !== undefined) {
    return { kind: 'entity', entity, path };
  }
  const read = parseEndpointSelector(value, path, namespace);
  if (read.ok) {
    return { kind: 'endpoints', choice: read.choice, path };
  }
  note(read.problem);
  return { kind: 'doubtful', doubt: 'policy-not-readable', path };
}

function readCidr(
  value: unknown,
  except: readonly string[],
  path: string,
): CiliumPeer | undefined {
  if (typeof value !== 'string') {
    return undefined;
  }
  const range = value.includes('/') ? parseCidr(value) : parseAddress(value);
  const holes = except.map(parseCidr);
  return range && holes.every(hole => hole !== undefined)
    ? {
        kind: 'cidr',
        cidr: value,
        except,
        ranges: subtractRanges(
          range,
          holes.flatMap(hole => hole ?? []),
        ),
        path,
      }
    : undefined;
}

function readCidrSet(value: unknown, path: string): CiliumPeer | undefined {
  const cidr = readText(value, 'cidr');
  if (cidr === undefined) {
    return readGroups(value, path);
  }
  const except = readList(value, 'except');
  return except.every((item): item is string => typeof item === 'string')
    ? readCidr(cidr, except, path)
    : undefined;
}

/** Ranges that stand in objects of their own (CiliumCIDRGroup): by their name, or by their labels. */
function readGroups(value: unknown, path: string): CiliumPeer | undefined {
  const name = readText(value, 'cidrGroupRef') || undefined;
  const { cidrGroupSelector } = isRecord(value) ? value : {};
  const chosen = isRecord(cidrGroupSelector)
    ? readLabelSelector(cidrGroupSelector, `${path}.cidrGroupSelector`)
    : undefined;
  const which = chosen?.ok ? chosen.selector : name;
  const except = readList(value, 'except').map(hole =>
    typeof hole === 'string' ? parseCidr(hole) : undefined,
  );
  return which === undefined ||
    (chosen !== undefined && name !== undefined) ||
    except.includes(undefined)
    ? undefined
    : {
        kind: 'cidr-groups',
        which,
        except: except.flatMap(hole => hole ?? []),
        path,
      };
}

/** What the API server takes for either (CiliumNetworkPolicy's schema, FQDNSelector): no URL, above all. */
const NAME = /^[-\w.]+$/;
const PATTERN = /^[-\w.*]+$/;

function readFqdn(value: unknown, path: string): CiliumPeer | undefined {
  const name = readText(value, 'matchName');
  if (name !== undefined && NAME.test(name) && name.length <= MAX_NAME) {
    const wanted = plainName(name);
    return {
      kind: 'fqdn',
      name: wanted,
      matches: host => plainName(host) === wanted,
      path,
    };
  }
  const pattern = readText(value, 'matchPattern');
  return pattern === undefined ||
    !PATTERN.test(pattern) ||
    pattern.length > MAX_NAME
    ? undefined
    : {
        kind: 'fqdn',
        name: plainName(pattern),
        matches: fqdnPattern(pattern),
        path,
      };
}

/** Without a namespace, Services of any are meant (serviceRefMatches, pkg/policy/k8s). */
function readService(value: unknown, path: string): CiliumPeer | undefined {
  const selected = readRecord(value, 'k8sServiceSelector');
  if ('selector' in selected) {
    const read = readLabelSelector(selected.selector, path);
    return read.ok
      ? {
          kind: 'services',
          namespace: readText(selected, 'namespace') || null,
          which: read.selector,
          path,
        }
      : undefined;
  }
  const service = readRecord(value, 'k8sService');
  const name = readText(service, 'serviceName');
  return name === undefined || name === ''
    ? undefined
    : {
        kind: 'services',
        namespace: readText(service, 'namespace') || null,
        which: name,
        path,
      };
}
