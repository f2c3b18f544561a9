import { parseAddress, parseCidr } from '../../../match/cidr';
import {
  isRecord,
  readList,
  readNumber,
  readText,
} from '../../../snapshot/read';
import { readGoRegexp } from '../rule/goRegexp';

type FaultOf = (settings: unknown) => string | undefined;

const allowList: FaultOf = settings => {
  const ranges = textsIn(settings, 'sourceRange');
  if (ranges.length === 0) {
    return 'it allows no address';
  }
  const wrong = ranges.find(
    range => !(parseCidr(range) ?? parseAddress(range)),
  );
  return wrong === undefined
    ? undefined
    : `${wrong} is no address and no range of addresses`;
};

const patternOf: FaultOf = settings =>
  patternFault(readText(settings, 'regex') ?? '');

/** By field of a Middleware: why Traefik builds nothing of what is set (the constructors of pkg/middlewares). */
const FAULTS: Readonly<Record<string, FaultOf>> = {
  addPrefix: settings =>
    readText(settings, 'prefix') ? undefined : 'it adds no prefix',
  ipAllowList: allowList,
  ipWhiteList: allowList,
  redirectRegex: patternOf,
  redirectScheme: settings =>
    readText(settings, 'scheme') ? undefined : 'it redirects to no scheme',
  replacePathRegex: patternOf,
  retry: settings =>
    (readNumber(settings, 'attempts') ?? 0) > 0
      ? undefined
      : 'it makes no attempt',
  stripPrefixRegex: settings =>
    textsIn(settings, 'regex')
      .map(patternFault)
      .find(fault => fault !== undefined),
};

/**
 * Why Traefik builds no Middleware of a spec, which takes the routers with it that name it; undefined where it builds one, or
 * where that is not looked at. `fields` are those that are set.
 */
export function middlewareFault(
  spec: unknown,
  fields: readonly string[],
): string | undefined {
  if (fields.length === 0) {
    return 'it sets nothing';
  }
  if (fields.length > 1) {
    return `it is of several kinds: ${fields.join(', ')}`;
  }
  const [field] = fields;
  return Object.hasOwn(FAULTS, field)
    ? FAULTS[field](isRecord(spec) ? spec[field] : undefined)
    : undefined;
}

function patternFault(pattern: string): string | undefined {
  return readGoRegexp(pattern.trim()).state === 'refused'
    ? `${pattern} is no regular expression`
    : undefined;
}

function textsIn(settings: unknown, field: string): readonly string[] {
  return readList(settings, field).filter(
    (item): item is string => typeof item === 'string',
  );
}
