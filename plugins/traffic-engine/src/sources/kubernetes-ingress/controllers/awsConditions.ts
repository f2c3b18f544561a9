import ipaddr from 'ipaddr.js';
import type { AskedRequest } from '../../../request/AskedRequest';
import type { UnknownRecord } from '../../../snapshot/read';
import type { IngressFact } from '../facts/IngressFact';
import { lowered, parseJson } from './awsActions';
import type { EntryRule } from './standard/Dialect';
import { matchesGlob } from './standard/matchesGlob';

type Answer = 'yes' | 'no' | 'unknown';
type Check = (request: AskedRequest) => Answer;

/**
 * What `conditions.<name>` asks beside host and path: further hosts and paths are alternatives to those of the rule, all others
 * must hold, of the values of each any one (model_build_listener_rules.go, buildRuleConditions). Text is compared without regard
 * to case, `*` and `?` are wildcards; a condition that cannot be read is not known.
 */
export function awsRuleOf(
  fact: IngressFact,
  key: string,
): EntryRule | undefined {
  if (!(key in fact.annotations)) {
    return undefined;
  }
  const written = parseJson(fact.annotations[key]);
  const conditions = (Array.isArray(written) ? written : [undefined]).map(
    lowered,
  );
  const valuesOf = (field: string, config: string) =>
    conditions
      .filter(condition => condition?.field === field)
      .flatMap(condition => textsOf(lowered(condition?.[config])?.values));
  const checks = conditions.map(checkOf);
  return {
    hosts: valuesOf('host-header', 'hostheaderconfig'),
    paths: valuesOf('path-pattern', 'pathpatternconfig'),
    holds: request => {
      const answers = checks.map(check => check(request));
      if (answers.includes('no')) {
        return 'no';
      }
      return answers.includes('unknown') ? 'unknown' : 'yes';
    },
  };
}

function checkOf(condition: UnknownRecord | undefined): Check {
  const config = (name: string) => lowered(condition?.[name]);
  switch (condition?.field) {
    case 'host-header':
      return readValues(config('hostheaderconfig'), () => 'yes');
    case 'path-pattern':
      return readValues(config('pathpatternconfig'), () => 'yes');
    case 'http-header': {
      const header = config('httpheaderconfig');
      const name = String(header?.httpheadername ?? '').toLowerCase();
      return readValues(header, values => ({ headers }) => {
        const value = headers[name];
        return toAnswer(
          value !== undefined &&
            values.some(pattern => matches(pattern, value)),
        );
      });
    }
    case 'http-request-method':
      return readValues(
        config('httprequestmethodconfig'),
        values =>
          ({ method }) =>
            toAnswer(values.includes(method)),
      );
    case 'query-string':
      return queryCheck(config('querystringconfig')?.values);
    case 'source-ip':
      return readValues(
        config('sourceipconfig'),
        values =>
          ({ clientAddress }) =>
            clientAddress === undefined
              ? 'unknown'
              : isWithin(clientAddress, values),
      );
    default:
      return () => 'unknown';
  }
}

/** Values alone are read: regular expressions have a field of their own. */
function readValues(
  config: UnknownRecord | undefined,
  check: (values: readonly string[]) => Answer | Check,
): Check {
  const values = textsOf(config?.values);
  if (values.length === 0) {
    return () => 'unknown';
  }
  const made = check(values);
  return typeof made === 'function' ? made : () => made;
}

function queryCheck(written: unknown): Check {
  const pairs = (Array.isArray(written) ? written : []).map(lowered);
  if (pairs.length === 0) {
    return () => 'unknown';
  }
  return ({ query }) => {
    const asked = query === '' ? [] : query.split('&').map(pairOf);
    return toAnswer(
      pairs.some(pair =>
        asked.some(
          ([key, value]) =>
            (pair?.key === undefined || matches(String(pair.key), key)) &&
            matches(String(pair?.value ?? ''), value),
        ),
      ),
    );
  };
}

function pairOf(text: string): readonly [string, string] {
  const at = text.indexOf('=');
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}

function isWithin(address: string, ranges: readonly string[]): Answer {
  if (!ipaddr.isValid(address)) {
    return 'unknown';
  }
  const asked = ipaddr.parse(address);
  return toAnswer(
    ranges.some(range => {
      if (!ipaddr.isValidCIDR(range)) {
        return false;
      }
      const [network, bits] = ipaddr.parseCIDR(range);
      return network.kind() === asked.kind() && asked.match(network, bits);
    }),
  );
}

function matches(pattern: string, text: string): boolean {
  return matchesGlob(pattern.toLowerCase(), text.toLowerCase());
}

function toAnswer(isTrue: boolean): Answer {
  return isTrue ? 'yes' : 'no';
}

function textsOf(value: unknown): readonly string[] {
  return (Array.isArray(value) ? value : []).filter(
    (item): item is string => typeof item === 'string',
  );
}
