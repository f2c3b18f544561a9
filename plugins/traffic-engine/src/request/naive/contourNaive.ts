import type { RequestQuestion } from '@portolan/plugin-traffic-common';
import type { NaiveAnswer } from './__testUtils__/agreeOn10000Requests';

/*
 * HTTPProxy as Contour's documents and its order of routes have it: conditions of includes are put before those of routes; of
 * equal conditions the last route is kept; exact before regular expressions before prefixes, then the longer path, a method,
 * more headers, more query parameters, and then the conditions one by one. One bad route spoils its HTTPProxy. A prefix that is
 * replaced is two routes, with and without its last slash, where no other route has it. Envoy chooses the virtual host first.
 */

/** The HTTPProxies of the test's world, as it writes them. */
export interface NaiveHttpProxy {
  readonly kind: 'HTTPProxy';
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly virtualhost?: { readonly fqdn: string; readonly tls?: object };
    readonly includes?: readonly {
      readonly name: string;
      readonly conditions?: readonly NaiveCondition[];
    }[];
    readonly routes?: readonly NaiveProxyRoute[];
  };
}

export interface NaiveCondition {
  readonly prefix?: string;
  readonly exact?: string;
  readonly header?: NaiveValue;
  readonly queryParameter?: NaiveValue;
}

interface NaiveValue {
  readonly name: string;
  readonly exact?: string;
  readonly contains?: string;
  readonly notcontains?: string;
  readonly prefix?: string;
  readonly present?: boolean;
}

interface NaiveProxyRoute {
  readonly conditions?: readonly NaiveCondition[];
  readonly permitInsecure?: boolean;
  readonly services?: readonly { name: string; weight?: number }[];
  readonly requestRedirectPolicy?: { readonly prefix: string };
  readonly pathRewritePolicy?: {
    readonly replacePrefix: readonly { readonly replacement: string }[];
  };
}

/** One route of Envoy. */
interface Line {
  readonly proxy: string;
  readonly index: number;
  readonly way: readonly string[];
  readonly isExact: boolean;
  readonly path: string;
  readonly conditions: readonly NaiveCondition[];
  readonly route: NaiveProxyRoute | 502;
  /** Whether a bad route spoils it. */
  readonly isSpoilt: boolean;
}

const DOOR = 'contour';

export function answerContourNaively(
  objects: readonly object[],
  question: RequestQuestion,
): readonly NaiveAnswer[] {
  const proxies = objects.filter(isProxy);
  if (proxies.length === 0) {
    return [];
  }
  const url = new URL(question.url);
  const isTls = url.protocol === 'https:';
  const roots = proxies.filter(
    ({ spec }) => spec.virtualhost && (!isTls || spec.virtualhost.tls),
  );
  const fqdnOf = ({ spec }: NaiveHttpProxy) => spec.virtualhost?.fqdn ?? '';
  const valid = roots.filter(
    root =>
      proxies.filter(other => fqdnOf(other) === fqdnOf(root)).length === 1 &&
      hasContent(root) &&
      linesOf(proxies, root).some(({ isSpoilt }) => !isSpoilt),
  );
  const name = isTls ? question.sni ?? url.hostname : url.hostname;
  const [root] = valid
    .filter(each => hasName(fqdnOf(each), name))
    .sort((a, b) => fqdnOf(b).length - fqdnOf(a).length)
    .sort((a, b) => Number(fqdnOf(b) === name) - Number(fqdnOf(a) === name));
  const none = (outcome: string) => [{ door: DOOR, winner: null, outcome }];
  if (!root) {
    return none(isTls ? 'refused' : 'respond 404');
  }
  const isWildcard = fqdnOf(root).startsWith('*.');
  const isOther = isTls && !hasName(fqdnOf(root), url.hostname);
  const isDeep =
    isWildcard &&
    url.hostname.split('.').length !== fqdnOf(root).split('.').length;
  const all = linesOf(proxies, root);
  const sound = all.filter(({ isSpoilt }) => !isSpoilt);
  const kept = sound.filter(
    (line, index) =>
      !sound.some((other, at) => at > index && isSame(line, other)),
  );
  const taking = kept.filter(
    line =>
      (!isDeep || isOther) &&
      (line.isExact
        ? url.pathname === line.path
        : url.pathname.startsWith(line.path)) &&
      line.conditions.every(condition => holds(condition, question, url)),
  );
  const first = taking.find(line =>
    taking.every(
      other => other === line || (isLess(line, other) && !isLess(other, line)),
    ),
  );
  if (!first) {
    const missed = isOther ? 'respond 421' : 'respond 404';
    return none(taking.length > 0 ? 'unknown' : missed);
  }
  const ways = all
    .filter(
      ({ proxy, index }) => proxy === first.proxy && index === first.index,
    )
    .filter(({ route }) => (route === 502) === (first.route === 502))
    .map(({ way }) => way.join());
  const winner = `HTTPProxy n/${first.proxy} ${first.index}.${[
    ...new Set(ways),
  ].indexOf(first.way.join())}`;
  const outcome = isOther ? 'respond 421' : outcomeOf(first, root, url);
  return [{ door: DOOR, winner, outcome }];
}

function isProxy(object: object): object is NaiveHttpProxy {
  return 'kind' in object && object.kind === 'HTTPProxy';
}

function hasContent({ spec }: NaiveHttpProxy): boolean {
  return [...(spec.includes ?? []), ...(spec.routes ?? [])].length > 0;
}

function hasName(fqdn: string, name: string): boolean {
  return fqdn.startsWith('*.') ? name.endsWith(fqdn.slice(1)) : name === fqdn;
}

function linesOf(
  proxies: readonly NaiveHttpProxy[],
  proxy: NaiveHttpProxy,
  above: readonly NaiveCondition[] = [],
  way: readonly string[] = [],
): readonly Line[] {
  const { name } = proxy.metadata;
  if (way.some(each => each.split(' ')[0] === name)) {
    return [];
  }
  const lines: Line[] = [];
  const seen: string[] = [];
  (proxy.spec.includes ?? []).forEach(
    ({ name: to, conditions = [] }, index) => {
      if (!isValid(conditions, conditions)) {
        return;
      }
      const key = JSON.stringify(keyOf(conditions));
      if (seen.includes(key) && key !== JSON.stringify(keyOf([]))) {
        return;
      }
      seen.push(key);
      const found = proxies.find(({ metadata }) => metadata.name === to);
      const here = [...way, `${name} ${index}`];
      if (found && !found.spec.virtualhost) {
        lines.push(...linesOf(proxies, found, [...above, ...conditions], here));
      } else if (conditions.length > 0) {
        lines.push({
          proxy: name,
          index,
          way: here,
          ...pathOf(conditions),
          conditions: valuesOf(conditions),
          route: 502,
          isSpoilt: false,
        });
      }
    },
  );
  let isSpoilt = false;
  for (const [index, route] of (proxy.spec.routes ?? []).entries()) {
    const conditions = [...above, ...(route.conditions ?? [])];
    isSpoilt ||=
      !isValid(route.conditions ?? [], conditions) ||
      Boolean(route.pathRewritePolicy && pathOf(conditions).isExact);
    lines.push({
      proxy: name,
      index,
      way,
      ...pathOf(conditions),
      conditions: valuesOf(conditions),
      route,
      isSpoilt: false,
    });
  }
  if (isSpoilt) {
    return lines.map(line => ({ ...line, isSpoilt }));
  }
  return lines.flatMap(line => {
    const group = lines.filter(
      other =>
        !other.isExact &&
        !other.isSpoilt &&
        trimmed(other.path) === trimmed(line.path),
    );
    const isTwo =
      !line.isExact &&
      !line.isSpoilt &&
      line.path !== '/' &&
      group.length === 1 &&
      line.route !== 502 &&
      line.route.pathRewritePolicy;
    return isTwo
      ? ['', '/'].map(slash => ({
          ...line,
          path: `${trimmed(line.path)}${slash}`,
          route: rewriting(line.route, slash),
        }))
      : [line];
  });
}

function rewriting(
  route: NaiveProxyRoute | 502,
  slash: string,
): NaiveProxyRoute | 502 {
  if (route === 502) {
    return route;
  }
  const by = route.pathRewritePolicy?.replacePrefix[0].replacement ?? '';
  const replacement = `${by.replace(/\/+$/, '')}${slash}` || '/';
  return { ...route, pathRewritePolicy: { replacePrefix: [{ replacement }] } };
}

function trimmed(path: string): string {
  return path === '/' ? path : path.replace(/\/+$/, '');
}

function pathOf(conditions: readonly NaiveCondition[]) {
  const path = conditions
    .map(({ prefix, exact }) => prefix ?? exact ?? '')
    .join('')
    .replace(/\/+/g, '/');
  return { path: path || '/', isExact: Boolean(conditions.at(-1)?.exact) };
}

function valuesOf(conditions: readonly NaiveCondition[]) {
  return conditions.filter(({ header, queryParameter }) =>
    Boolean(header ?? queryParameter),
  );
}

function isValid(
  block: readonly NaiveCondition[],
  all: readonly NaiveCondition[],
): boolean {
  const paths = block.filter(({ prefix, exact }) => prefix ?? exact);
  const exact = (kind: 'header' | 'queryParameter') =>
    all.flatMap(each => (each[kind]?.exact ? [each[kind]?.name] : []));
  const contains = all.flatMap(({ header }) =>
    header?.contains ? [`${header.name} ${header.contains}`] : [],
  );
  const contrary = all.some(
    ({ header }) =>
      header?.notcontains &&
      contains.includes(`${header.name} ${header.notcontains}`),
  );
  const isUnique = (names: readonly (string | undefined)[]) =>
    new Set(names).size === names.length;
  return (
    paths.length < 2 &&
    !contrary &&
    isUnique(exact('header')) &&
    isUnique(exact('queryParameter'))
  );
}

function keyOf(conditions: readonly NaiveCondition[]) {
  return [pathOf(conditions), textsOf(conditions)];
}

function textsOf(conditions: readonly NaiveCondition[]) {
  return valuesOf(conditions)
    .map(each => JSON.stringify(each))
    .sort();
}

function isSame(a: Line, b: Line): boolean {
  return (
    a.path === b.path &&
    a.isExact === b.isExact &&
    textsOf(a.conditions).join() === textsOf(b.conditions).join()
  );
}

function holds(
  { header, queryParameter }: NaiveCondition,
  question: RequestQuestion,
  url: URL,
): boolean {
  const wanted = header ?? queryParameter;
  if (!wanted) {
    return true;
  }
  const sent = header
    ? headerSent(header.name, question)
    : url.search
        .slice(1)
        .split('&')
        .map(pair => [...pair.split('='), ''])
        .find(([name]) => name === wanted.name)?.[1];
  if (sent === undefined) {
    return false;
  }
  const { exact, contains, notcontains, prefix } = wanted;
  return (
    (exact === undefined || sent === exact) &&
    (contains === undefined || sent.includes(contains)) &&
    (notcontains === undefined || !sent.includes(notcontains)) &&
    (prefix === undefined || sent.startsWith(prefix))
  );
}

function headerSent(
  wanted: string,
  { method, headers }: RequestQuestion,
): string | undefined {
  return wanted === ':method'
    ? method
    : Object.entries(headers).find(
        ([name]) => name.toLowerCase() === wanted.toLowerCase(),
      )?.[1];
}

/** Whether Contour's sorter puts one route before another. */
function isLess(a: Line, b: Line): boolean {
  if (a.isExact !== b.isExact) {
    return a.isExact;
  }
  if (a.path.length !== b.path.length) {
    return a.path.length > b.path.length;
  }
  if (a.path !== b.path) {
    return a.path > b.path;
  }
  const methods = (line: Line) =>
    line.conditions.filter(({ header }) => header?.name === ':method').length;
  if (methods(a) > 0 !== methods(b) > 0) {
    return methods(a) > 0;
  }
  const headers = (line: Line) =>
    line.conditions
      .flatMap(({ header }) => header ?? [])
      .filter(({ name }) => name !== ':method')
      .map(keyOfHeader)
      .sort();
  const queries = (line: Line) =>
    line.conditions
      .flatMap(({ queryParameter }) => queryParameter ?? [])
      .map(keyOfQuery)
      .sort();
  if (headers(a).length !== headers(b).length) {
    return headers(a).length > headers(b).length;
  }
  if (queries(a).length !== queries(b).length) {
    return queries(a).length > queries(b).length;
  }
  return (
    headers(a).some((key, index) => key < headers(b)[index]) ||
    queries(a).some((key, index) => key < queries(b)[index])
  );
}

/** Texts that sort as Contour sorts the conditions: by name, kind and value, those turned round last. */
function keyOfHeader({ name, exact, contains, notcontains }: NaiveValue) {
  const kind = [exact, contains ?? notcontains, ''].findIndex(
    each => each !== undefined,
  );
  const value = exact ?? contains ?? notcontains ?? '';
  return `${name} ${kind} ${value} ${notcontains === undefined ? 0 : 1}`;
}

function keyOfQuery({ name, exact, prefix, contains }: NaiveValue) {
  const kind = [exact, prefix, contains, ''].findIndex(
    each => each !== undefined,
  );
  return `${name} ${kind} ${exact ?? prefix ?? contains ?? ''}`;
}

function outcomeOf(line: Line, root: NaiveHttpProxy, url: URL): string {
  const { route } = line;
  if (route === 502) {
    return 'respond 502';
  }
  const hasTls = root.spec.virtualhost?.tls !== undefined;
  const { host, pathname, search } = url;
  if (hasTls && url.protocol === 'http:' && !route.permitInsecure) {
    return `respond 301 https://${host}${pathname}${search}`;
  }
  if (route.requestRedirectPolicy) {
    const rest = pathname.slice(line.path.length);
    const path = `${route.requestRedirectPolicy.prefix}${rest}`;
    return `respond 302 ${url.protocol}//${host}${path}${search}`;
  }
  const services = (route.services ?? []).map(({ name, weight = 0 }) => ({
    name,
    weight,
  }));
  const kept = services.filter(({ name }) => name !== 'gone');
  if (kept.length === 0) {
    return 'respond 503';
  }
  const isEven = kept.every(({ weight }) => weight === 0);
  const partOf = ({ name, weight }: (typeof services)[number]) => {
    if (name === 'gone') {
      return 0;
    }
    return isEven ? 1 : weight;
  };
  const sum = kept.reduce((total, each) => total + partOf(each), 0);
  const what = (name: string) => (name === 'ready' ? 'forwarded' : '503');
  return `forward ${services
    .map(each => `n/${each.name}:80=${partOf(each) / sum}/${what(each.name)}`)
    .join(', ')}`;
}
