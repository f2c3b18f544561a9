/*
 * The routes of Envoy that a root of Contour and all that it includes come to, as Contour's documents have it.
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

export interface NaiveValue {
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
export interface Line {
  readonly proxy: string;
  readonly index: number;
  readonly way: readonly string[];
  readonly isExact: boolean;
  readonly path: string;
  readonly conditions: readonly NaiveCondition[];
  readonly route: NaiveProxyRoute | 502;
  /** Whether Contour lets it have one label for `*.x`: its own answers have no such condition. */
  readonly isOneLabel: boolean;
  /** Whether a bad route spoils it. */
  readonly isSpoilt: boolean;
}

interface Above {
  readonly isWildcard: boolean;
  readonly conditions: readonly NaiveCondition[];
  readonly way: readonly string[];
}

export function linesOf(
  proxies: readonly NaiveHttpProxy[],
  proxy: NaiveHttpProxy,
  above: Above = {
    isWildcard: proxy.spec.virtualhost?.fqdn.startsWith('*.') ?? false,
    conditions: [],
    way: [],
  },
): readonly Line[] {
  const { isWildcard, way } = above;
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
        lines.push(
          ...linesOf(proxies, found, {
            isWildcard,
            conditions: [...above.conditions, ...conditions],
            way: here,
          }),
        );
      } else if (conditions.length > 0) {
        lines.push({
          proxy: name,
          index,
          way: here,
          ...pathOf(conditions),
          conditions: valuesOf(conditions),
          route: 502,
          isOneLabel: false,
          isSpoilt: false,
        });
      }
    },
  );
  let isSpoilt = false;
  for (const [index, route] of (proxy.spec.routes ?? []).entries()) {
    const conditions = [...above.conditions, ...(route.conditions ?? [])];
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
      isOneLabel: isWildcard,
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

export function textsOf(conditions: readonly NaiveCondition[]) {
  return valuesOf(conditions)
    .map(each => JSON.stringify(each))
    .sort();
}
