import {
  isRecord,
  readList,
  readRecord,
  readText,
  type UnknownRecord,
} from '../snapshot/read';
import { fault, faultInList, firstFault, type SpecFault } from './Fault';

/** `{` and `}` may hold counts of a regular expression, and no names. */
const BRACED_LETTERS = /\{[^}]*[A-Za-z][^}]*\}/;

/**
 * What the controller refuses a whole Ingress for, as far as it is told here; null for none (validateIngressSpec,
 * validateMasterSpec, validateMinionSpec).
 */
export function faultOfIngress(
  spec: UnknownRecord,
  mergeableType: string | undefined,
): SpecFault | null {
  const rules = readList(spec, 'rules');
  const hosts = new Set<string>();
  return firstFault(
    () =>
      mergeableType === undefined ||
      ['master', 'minion'].includes(mergeableType)
        ? null
        : fault(
            "metadata.annotations['nginx.org/mergeable-ingress-type']",
            'it is neither master nor minion',
          ),
    () => faultOfBackend(spec.defaultBackend, 'spec.defaultBackend'),
    () => (rules.length === 0 ? fault('spec.rules', 'it has no rule') : null),
    () =>
      faultInList(rules, (rule, index) => {
        const path = `spec.rules[${index}]`;
        const host = readText(rule, 'host') ?? '';
        const isTwice = hosts.has(host);
        hosts.add(host);
        return firstFault(
          () =>
            host === '' ? fault(`${path}.host`, 'a rule has no host') : null,
          () =>
            isTwice
              ? fault(`${path}.host`, `two rules have the host ${host}`)
              : null,
          () =>
            faultInList(pathsOf(rule), (item, at) =>
              faultOfPath(item, `${path}.http.paths[${at}]`),
            ),
        );
      }),
    () => faultOfMergeable(spec, mergeableType),
  );
}

function faultOfPath(item: unknown, path: string): SpecFault | null {
  const value = readText(item, 'path') ?? '';
  const mayBeEmpty = readText(item, 'pathType') === 'ImplementationSpecific';
  return firstFault(
    () =>
      (value === '' && mayBeEmpty) || /^\/[^\s;]*$/.test(value)
        ? null
        : fault(`${path}.path`, 'the path must begin with / and be one word'),
    () =>
      BRACED_LETTERS.test(value)
        ? fault(`${path}.path`, 'the path has letters in curly braces')
        : null,
    () =>
      faultOfBackend(
        isRecord(item) ? item.backend : undefined,
        `${path}.backend`,
      ),
  );
}

function faultOfBackend(backend: unknown, path: string): SpecFault | null {
  return isRecord(backend) && isRecord(backend.resource)
    ? fault(`${path}.resource`, 'a resource is no backend')
    : null;
}

function faultOfMergeable(
  spec: UnknownRecord,
  mergeableType: string | undefined,
): SpecFault | null {
  const rules = readList(spec, 'rules');
  if (mergeableType === undefined) {
    return null;
  }
  const isMinion = mergeableType === 'minion';
  if (rules.length !== 1) {
    return fault('spec.rules', `a ${mergeableType} has exactly one rule`);
  }
  if (isMinion && readList(spec, 'tls').length > 0) {
    return fault('spec.tls', 'the TLS section is a matter of the master');
  }
  const hasPaths = pathsOf(rules[0]).length > 0;
  return hasPaths === isMinion
    ? null
    : fault(
        'spec.rules[0].http.paths',
        isMinion ? 'a minion needs a path' : 'a master has no paths',
      );
}

function pathsOf(rule: unknown): readonly unknown[] {
  return readList(readRecord(rule, 'http'), 'paths');
}
