import {
  isRecord,
  readList,
  readNumber,
  readRecord,
  readText,
  type UnknownRecord,
} from '../snapshot/read';
import { fault, faultInList, firstFault, type SpecFault } from './Fault';

interface RoutePlace {
  readonly path: string;
  readonly upstreams: ReadonlySet<string>;
  /** Only a VirtualServer hands routes on. */
  readonly mayDelegate: boolean;
}

const REDIRECT_CODES = [301, 302, 307, 308];
const VARIABLES = [
  '$args',
  '$http2',
  '$https',
  '$remote_addr',
  '$remote_port',
  '$query_string',
  '$request',
  '$request_body',
  '$request_uri',
  '$request_method',
  '$scheme',
];

/** What conditions may look at. */
const NAMES = {
  header: /^[-A-Za-z0-9]+$/,
  cookie: /^\w+$/,
  argument: /^\w+$/,
};

/** What the controller refuses one route or subroute for; a fault of one is a fault of the whole object. */
export function faultOfRoute(
  route: UnknownRecord,
  place: RoutePlace,
): SpecFault | null {
  const { path, mayDelegate } = place;
  const splits = readList(route, 'splits');
  const named = readText(route, 'route') ?? '';
  const ways = [
    isRecord(route.action),
    splits.length > 0,
    mayDelegate && named !== '',
    mayDelegate && isRecord(route.routeSelector),
  ].filter(Boolean).length;
  return firstFault(
    () => faultOfPath(readText(route, 'path') ?? '', `${path}.path`),
    () => faultOfPolicyRefs(route, path),
    () =>
      isRecord(route.action)
        ? faultOfAction(route.action, `${path}.action`, place)
        : null,
    () =>
      splits.length > 0 ? faultOfSplits(splits, `${path}.splits`, place) : null,
    () =>
      faultInList(readList(route, 'matches'), (match, index) =>
        faultOfMatch(match, `${path}.matches[${index}]`, place),
      ),
    () =>
      isRecord(route.routeSelector)
        ? faultOfSelector(route.routeSelector, `${path}.routeSelector`)
        : null,
    () =>
      faultInList(readList(route, 'errorPages'), (page, index) =>
        faultOfErrorPage(page, `${path}.errorPages[${index}]`),
      ),
    () =>
      !mayDelegate && named !== ''
        ? fault(`${path}.route`, 'a subroute cannot be handed on')
        : null,
    () =>
      ways === 1
        ? null
        : fault(
            path,
            mayDelegate
              ? 'exactly one of action, splits, route and routeSelector is needed'
              : 'exactly one of action and splits is needed',
          ),
  );
}

function faultOfSelector(
  selector: UnknownRecord,
  path: string,
): SpecFault | null {
  const values = Object.values(readRecord(selector, 'matchLabels'));
  return values.length === 0 || values.includes('')
    ? fault(
        `${path}.matchLabels`,
        values.length === 0 ? 'it names no label' : 'a label has no value',
      )
    : null;
}

export function faultOfPolicyRefs(
  holder: UnknownRecord,
  path: string,
): SpecFault | null {
  const seen = new Set<string>();
  return faultInList(readList(holder, 'policies'), (ref, index) => {
    const name = readText(ref, 'name') ?? '';
    const key = `${readText(ref, 'namespace') ?? ''}/${name}`;
    const isTwice = seen.has(key);
    seen.add(key);
    return name === '' || isTwice
      ? fault(
          `${path}.policies[${index}]`,
          name === '' ? 'it names no Policy' : `${name} is named twice`,
        )
      : null;
  });
}

function faultOfPath(path: string, at: string): SpecFault | null {
  const plain = path.replace(/^(?:\^~ *|=)/, '');
  if (path.startsWith('~')) {
    return path.replace(/^~\*? */, '') === ''
      ? fault(at, 'the regular expression is empty')
      : null;
  }
  return /^\/[^\s{};\\$]*$/.test(plain)
    ? null
    : fault(at, 'the path must begin with /, ~, = or ^~ and be one word');
}

function faultOfAction(
  action: unknown,
  path: string,
  { upstreams }: RoutePlace,
): SpecFault | null {
  const spec = isRecord(action) ? action : {};
  const pass = readText(spec, 'pass') ?? '';
  const kinds = [
    pass !== '',
    isRecord(spec.redirect),
    isRecord(spec.return),
    isRecord(spec.proxy),
  ].filter(Boolean).length;
  if (kinds !== 1) {
    return fault(
      path,
      'exactly one of pass, redirect, return and proxy is needed',
    );
  }
  if (pass !== '' || isRecord(spec.proxy)) {
    const upstream = pass || (readText(spec.proxy, 'upstream') ?? '');
    return upstreams.has(upstream)
      ? null
      : fault(
          pass !== '' ? `${path}.pass` : `${path}.proxy.upstream`,
          `there is no upstream ${upstream}`,
        );
  }
  if (isRecord(spec.redirect)) {
    return faultOfRedirect(spec.redirect, `${path}.redirect`);
  }
  return faultOfReturn(readRecord(spec, 'return'), `${path}.return`);
}

function faultOfRedirect(redirect: unknown, path: string): SpecFault | null {
  const code = readNumber(redirect, 'code') ?? 0;
  if (!(readText(redirect, 'url') ?? '').includes('://')) {
    return fault(`${path}.url`, 'the URL must have a scheme');
  }
  return code !== 0 && !REDIRECT_CODES.includes(code)
    ? fault(`${path}.code`, `${code} is no redirect`)
    : null;
}

function faultOfReturn(answer: unknown, path: string): SpecFault | null {
  const code = readNumber(answer, 'code') ?? 0;
  const isAnswer =
    code === 0 || (code >= 200 && code <= 299) || (code >= 400 && code <= 599);
  if (!readText(answer, 'body')) {
    return fault(`${path}.body`, 'the answer has no body');
  }
  return isAnswer
    ? null
    : fault(`${path}.code`, `${code} is not 2XX, 4XX, 5XX`);
}

function faultOfSplits(
  splits: readonly unknown[],
  path: string,
  place: RoutePlace,
): SpecFault | null {
  const weights = splits.map(split => readNumber(split, 'weight') ?? 0);
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return firstFault(
    () =>
      splits.length < 2
        ? fault(path, 'there must be at least two splits')
        : null,
    () =>
      faultInList(splits, (split, index) =>
        weights[index] < 0 || weights[index] > 100
          ? fault(`${path}[${index}].weight`, 'a weight is from 0 to 100')
          : faultOfAction(
              readRecord(split, 'action'),
              `${path}[${index}].action`,
              place,
            ),
      ),
    () =>
      sum === 100 ? null : fault(path, `the weights add up to ${sum}, not 100`),
  );
}

function faultOfMatch(
  match: unknown,
  path: string,
  place: RoutePlace,
): SpecFault | null {
  const conditions = readList(match, 'conditions');
  const splits = readList(match, 'splits');
  const hasAction = isRecord(match) && isRecord(match.action);
  return firstFault(
    () =>
      conditions.length === 0
        ? fault(`${path}.conditions`, 'a match needs a condition')
        : null,
    () =>
      faultInList(conditions, (condition, index) =>
        faultOfCondition(condition, `${path}.conditions[${index}]`),
      ),
    () =>
      hasAction === splits.length > 0
        ? fault(path, 'exactly one of action and splits is needed')
        : null,
    () =>
      hasAction
        ? faultOfAction(match.action, `${path}.action`, place)
        : faultOfSplits(splits, `${path}.splits`, place),
  );
}

function faultOfCondition(condition: unknown, path: string): SpecFault | null {
  const given = ['header', 'cookie', 'argument', 'variable'].filter(field =>
    Boolean(readText(condition, field)),
  );
  const variable = readText(condition, 'variable');
  if (given.length !== 1) {
    return fault(
      path,
      'exactly one of header, cookie, argument and variable is needed',
    );
  }
  const odd = Object.entries(NAMES).find(
    ([field, pattern]) => !pattern.test(readText(condition, field) || 'any'),
  );
  if (odd) {
    return fault(`${path}.${odd[0]}`, 'it is no name');
  }
  return variable && !VARIABLES.includes(variable)
    ? fault(`${path}.variable`, `${variable} is not allowed`)
    : null;
}

function faultOfErrorPage(page: unknown, path: string): SpecFault | null {
  const spec = isRecord(page) ? page : {};
  const codes = readList(spec, 'codes');
  if (isRecord(spec.return) === isRecord(spec.redirect)) {
    return fault(path, 'exactly one of return and redirect is needed');
  }
  if (
    codes.length === 0 ||
    !codes.every(code => typeof code === 'number' && code >= 300 && code <= 599)
  ) {
    return fault(`${path}.codes`, 'it needs status codes from 300 to 599');
  }
  return isRecord(spec.return)
    ? faultOfReturn(spec.return, `${path}.return`)
    : faultOfRedirect(spec.redirect, `${path}.redirect`);
}
