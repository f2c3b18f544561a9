import type { Host } from '@portolan/plugin-traffic-common';
import type { Rule } from './Rule';

/**
 * Whether a host is one that `Host(…)` means: the name itself (a final dot does not matter), with `*.` exactly one label below
 * it (`*` alone is any name of one label), with `**.` one or more. Both in lower case.
 */
export function matchHostExpression(expression: string, host: string): boolean {
  const name = host.replace(/\.$/, '');
  const wanted = expression.replace(/\.$/, '');
  if (wanted.startsWith('**.')) {
    return name.length > wanted.length - 2 && name.endsWith(wanted.slice(2));
  }
  if (wanted.startsWith('*.') || wanted === '*') {
    const suffix = wanted.slice(1);
    const label = name.slice(0, name.length - suffix.length);
    return name.endsWith(suffix) && label !== '' && !label.includes('.');
  }
  return name === wanted && name !== '';
}

/** The host of a route for `Host(…)`; undefined for `**.`, which is wider than a wildcard is here. */
export function readHostExpression(expression: string): Host | undefined {
  const value = expression.toLowerCase().replace(/\.$/, '');
  if (value.startsWith('**.') || value.slice(1).includes('*')) {
    return undefined;
  }
  if (value.startsWith('*.')) {
    return { kind: 'wildcard', value };
  }
  return value.includes('*') ? undefined : { kind: 'exact', value };
}

/** All that a rule names in `Host(…)`, wherever it stands. */
export function hostsOf(rule: Rule): readonly string[] {
  switch (rule.kind) {
    case 'match':
      return rule.matcher === 'Host' ? [rule.values[0]] : [];
    case 'not':
      return hostsOf(rule.rule);
    default:
      return [...hostsOf(rule.left), ...hostsOf(rule.right)];
  }
}
