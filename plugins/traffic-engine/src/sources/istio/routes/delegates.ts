import type {
  HttpMatch,
  HttpRoute,
  VirtualService,
} from '../../../istio/facts/virtualServices';
import type { StringMatch } from '../../../istio/facts/stringMatch';
import { isExportedTo } from '../../../istio/exportTo';
import { VIRTUAL_SERVICE } from '../../../istio/kinds';
import { canTellAbsence } from '../../../references/lookUp';
import type { ClusterSnapshot } from '../../../snapshot/ClusterSnapshot';
import { readOnce } from '../../../snapshot/readOnce';
import type { IstioObjects } from '../../../istio/facts/istioObjects';
import type { SourceProblem } from '../../Source';
import type { EffectiveMatch, EffectiveRule } from './EffectiveRule';

type VirtualServices = IstioObjects<VirtualService['spec']>;

const rulesAsWritten = readOnce(
  (root: VirtualService): readonly EffectiveRule[] =>
    root.spec.http.map((rule, ruleIndex) => {
      const path = `spec.http[${ruleIndex}]`;
      return {
        root,
        owner: root,
        ruleIndex,
        path,
        delegatedAt: null,
        rule,
        matches: matchesOf(rule, path),
      };
    }),
);

/**
 * The HTTP rules of a VirtualService with its delegates put in (HTTPRoute.delegate): one level deep, a delegate has no hosts,
 * and each of its matches must lie within one of the rule that delegates, else that rule of it is dropped.
 */
export function expandRules(options: {
  snapshot: ClusterSnapshot;
  all: VirtualServices;
  root: VirtualService;
  problems: SourceProblem[];
}): readonly EffectiveRule[] {
  const own = rulesAsWritten(options.root);
  return own.some(({ rule }) => rule.delegate)
    ? own.flatMap(written => {
        const { rule, path } = written;
        return rule.delegate
          ? expandDelegate({ ...options, rule, path })
          : [written];
      })
    : own;
}

function matchesOf(rule: HttpRoute, path: string): readonly EffectiveMatch[] {
  return rule.match.length === 0
    ? [{ match: null, path }]
    : rule.match.map((match, index) => ({
        match,
        path: `${path}.match[${index}]`,
      }));
}

function expandDelegate(options: {
  snapshot: ClusterSnapshot;
  all: VirtualServices;
  root: VirtualService;
  rule: HttpRoute;
  path: string;
  problems: SourceProblem[];
}): readonly EffectiveRule[] {
  const { snapshot, all, root, rule, path, problems } = options;
  const namespace = rule.delegate?.namespace ?? root.ref.namespace;
  const name = rule.delegate?.name ?? '';
  const delegate = all.get(namespace, name);
  const say = (
    severity: SourceProblem['severity'],
    message: string,
    where = { object: root.ref, path: `${path}.delegate` },
  ) => problems.push({ severity, ...where, message });
  if (!delegate) {
    const isUnread = all.unreadable.some(
      ({ object }) => object.namespace === namespace && object.name === name,
    );
    if (
      !isUnread &&
      canTellAbsence(snapshot.statusOf(VIRTUAL_SERVICE), namespace)
    ) {
      say(
        'warning',
        `The delegate ${namespace}/${name} does not exist: istiod leaves this rule out. Create it or correct the name.`,
      );
    }
    return [];
  }
  if (
    delegate.spec.hosts.length > 0 ||
    !isExportedTo(delegate.spec.exportTo, {
      owner: namespace,
      viewer: root.ref.namespace,
    })
  ) {
    say(
      'warning',
      `${namespace}/${name} cannot be delegated to: a delegate has no hosts and is exported to the namespace that delegates. istiod leaves this rule out.`,
    );
    return [];
  }
  return delegate.spec.http.flatMap((inner, ruleIndex) => {
    const innerPath = `spec.http[${ruleIndex}]`;
    const where = { object: delegate.ref, path: innerPath };
    if (inner.delegate) {
      say(
        'warning',
        'A delegate cannot delegate again: istiod leaves this rule out.',
        where,
      );
      return [];
    }
    const matches = mergeMatches(
      matchesOf(rule, path),
      matchesOf(inner, innerPath),
    );
    if (!matches) {
      say(
        'warning',
        `A match of this rule does not lie within any match of ${path} of ${root.ref.namespace}/${root.ref.name}, which delegates to it: istiod leaves this rule out.`,
        where,
      );
      return [];
    }
    return [
      {
        root,
        owner: delegate,
        ruleIndex,
        path: innerPath,
        delegatedAt: path,
        rule: withDefaults(inner, rule),
        matches,
      },
    ];
  });
}

/** What the delegate leaves open comes from the rule that delegates. */
function withDefaults(inner: HttpRoute, outer: HttpRoute): HttpRoute {
  return {
    ...inner,
    rewrite: inner.rewrite ?? outer.rewrite,
    directResponse: inner.directResponse ?? outer.directResponse,
    timeout: inner.timeout ?? outer.timeout,
    retries: inner.retries ?? outer.retries,
    fault: inner.fault ?? outer.fault,
    mirror: inner.mirror ?? outer.mirror,
    mirrorPercentage: inner.mirrorPercentage ?? outer.mirrorPercentage,
    mirrorPercent: inner.mirrorPercent ?? outer.mirrorPercent,
    mirrors: inner.mirrors.length > 0 ? inner.mirrors : outer.mirrors,
    corsPolicy: inner.corsPolicy ?? outer.corsPolicy,
    headers: inner.headers ?? outer.headers,
  };
}

function mergeMatches(
  outer: readonly EffectiveMatch[],
  inner: readonly EffectiveMatch[],
): readonly EffectiveMatch[] | undefined {
  const merged: EffectiveMatch[] = [];
  for (const leaf of inner) {
    const hits = outer.flatMap((root): readonly EffectiveMatch[] => {
      const match = mergeMatch(root.match, leaf.match);
      return match === undefined ? [] : [{ match, path: leaf.path }];
    });
    if (hits.length === 0) {
      return undefined;
    }
    merged.push(...hits);
  }
  return merged;
}

/** Both conditions together; undefined when the inner one does not lie within the outer. */
function mergeMatch(
  root: HttpMatch | null,
  leaf: HttpMatch | null,
): HttpMatch | null | undefined {
  if (!root || !leaf) {
    return root ?? leaf;
  }
  return liesWithin(root, leaf)
    ? {
        ...leaf,
        uri: leaf.uri ?? root.uri,
        scheme: leaf.scheme ?? root.scheme,
        method: leaf.method ?? root.method,
        authority: leaf.authority ?? root.authority,
        headers: { ...root.headers, ...leaf.headers },
        withoutHeaders: { ...root.withoutHeaders, ...leaf.withoutHeaders },
        queryParams: { ...root.queryParams, ...leaf.queryParams },
        port: leaf.port ?? root.port,
        sourceLabels: { ...root.sourceLabels, ...leaf.sourceLabels },
        sourceNamespace: leaf.sourceNamespace ?? root.sourceNamespace,
        gateways: leaf.gateways.length > 0 ? leaf.gateways : root.gateways,
      }
    : undefined;
}

function liesWithin(root: HttpMatch, leaf: HttpMatch): boolean {
  const maps = ['headers', 'withoutHeaders', 'queryParams'] as const;
  const singles = ['uri', 'scheme', 'method', 'authority'] as const;
  return (
    singles.every(field => !stringConflict(root[field], leaf[field])) &&
    maps.every(field =>
      Object.entries(leaf[field]).every(
        ([key, match]) => !stringConflict(root[field][key], match),
      ),
    ) &&
    (root.ignoreUriCase ?? false) === (leaf.ignoreUriCase ?? false) &&
    (!root.port || !leaf.port || root.port === leaf.port) &&
    (!root.sourceNamespace || root.sourceNamespace === leaf.sourceNamespace) &&
    Object.entries(leaf.sourceLabels).every(
      ([key, value]) => (root.sourceLabels[key] ?? value) === value,
    ) &&
    (root.gateways.length === 0 ||
      leaf.gateways.every(gateway => root.gateways.includes(gateway)))
  );
}

function stringConflict(
  root: StringMatch | null | undefined,
  leaf: StringMatch | null | undefined,
): boolean {
  if (!root || !leaf) {
    return false;
  }
  if (root.type === 'exact') {
    return leaf.type !== 'exact' || leaf.value !== root.value;
  }
  return (
    root.type !== 'prefix' ||
    (leaf.type !== 'prefix' && leaf.type !== 'exact') ||
    !leaf.value.startsWith(root.value)
  );
}
