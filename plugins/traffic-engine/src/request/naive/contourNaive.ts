import type { RequestQuestion } from '@portolan/plugin-traffic-common';
import type { NaiveAnswer } from './__testUtils__/agreeOn10000Requests';
import {
  linesOf,
  type Line,
  type NaiveCondition,
  type NaiveHttpProxy,
} from './contourNaiveLines';
import { isLess, isSame } from './contourNaiveOrder';

/*
 * HTTPProxy as Contour's documents and its order of routes have it: conditions of includes are put before those of routes; of
 * equal conditions the last route is kept; exact before regular expressions before prefixes, then the longer path, a method,
 * more headers, more query parameters, and then the conditions one by one. One bad route spoils its HTTPProxy. A prefix that is
 * replaced is two routes, with and without its last slash, where no other route has it. Envoy chooses the virtual host first.
 */

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
  // Of two roots of one host releases differ: the first by name is served by the newer ones, the other by none.
  const twinsOf = (root: NaiveHttpProxy) =>
    proxies
      .filter(other => fqdnOf(other) === fqdnOf(root))
      .sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
  const valid = roots.filter(
    root =>
      twinsOf(root)[0] === root &&
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
  if (twinsOf(root).length > 1) {
    return none('unknown');
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
      (!isDeep || isOther || !line.isOneLabel) &&
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
