import { boundedRegex } from '../../../../match/nginxRegex';
import type { BackendDraft } from '../../../../model/drafts';
import { expandRules, type OpenQuestion, type Way } from '../../expandRules';
import type { IngressFact } from '../../facts/IngressFact';
import { readHost } from '../../host';
import { resolveBackend } from '../../resolveBackend';
import type { AskedRequest } from '../../../../request/AskedRequest';
import type { ClassDoor } from '../IngressController';
import { takesHost } from './hosts';
import { matchesGlob } from './matchesGlob';
import type {
  Dialect,
  EntryAction,
  EntryRule,
  PathReading,
  PreparedIngress,
} from './Dialect';

/** One host and path of one Ingress, as its controller reads it. */
export interface DialectEntry {
  readonly prepared: PreparedIngress;
  readonly fact: IngressFact;
  readonly way: Way;
  /** null: whatever no path takes. */
  readonly reading: PathReading | null;
  readonly path: string;
  readonly backend: BackendDraft | undefined;
  /** What its backend stands for, where that is no Service. */
  readonly action: EntryAction | undefined;
  /** Conditions that are not evaluated. */
  readonly conditions: readonly string[];
  /** Conditions that are evaluated, beside the host and path of the way. */
  readonly rule: EntryRule | undefined;
  /** Why the controller leaves it out. */
  readonly refused: string | undefined;
}

/** Every way in of a door, in the order of its Ingresses. */
export function listEntries(
  door: ClassDoor,
  dialect: Dialect,
): {
  entries: readonly DialectEntry[];
  questions: readonly { fact: IngressFact; question: OpenQuestion }[];
} {
  const prepared: readonly PreparedIngress[] =
    dialect.prepare?.(door) ?? door.ingresses.map(fact => ({ fact }));
  const questions: { fact: IngressFact; question: OpenQuestion }[] = [];
  const entries = prepared.flatMap((item): DialectEntry[] => {
    const { fact, hostOf = fact } = item;
    const expanded = expandRules(
      { ...fact.spec, tls: dialect.tlsOf?.(fact) ?? hostOf.spec.tls },
      dialect.defaultBackendTakes,
    );
    if (!item.isHidden) {
      questions.push(
        ...expanded.questions.map(question => ({ fact, question })),
      );
    }
    return item.isHidden
      ? []
      : withAliases(expanded.ways, dialect.aliasesOf?.(fact) ?? []).map(
          way => ({
            prepared: item,
            fact,
            way,
            reading: readingOf(dialect, fact, way),
            path: way.path?.path || '/',
            conditions: dialect.conditions?.(fact, way) ?? [],
            rule: dialect.ruleOf?.(fact, way),
            action: dialect.actionOf?.(door.snapshot, fact, way),
            refused:
              item.refused?.get('*') ??
              item.refused?.get(way.host.value) ??
              item.refusedPaths?.get(way.path?.path ?? '') ??
              dialect.refuses?.(fact, way),
            backend: resolveBackend({
              snapshot: door.snapshot,
              namespace: fact.object.namespace,
              backend: way.backend,
              provenance: fact.at(way.backendPath),
            }),
          }),
        );
  });
  return { entries, questions };
}

/** The ways of named hosts once more for each alias. */
function withAliases(
  ways: readonly Way[],
  aliases: readonly { host: string; path: string }[],
): readonly Way[] {
  return aliases.length === 0
    ? ways
    : ways.flatMap(way => [
        way,
        ...(way.host.kind === 'any'
          ? []
          : aliases.map(({ host, path }) => ({
              ...way,
              host: readHost(host),
              paths: [...way.paths, path],
            }))),
      ]);
}

function readingOf(
  dialect: Dialect,
  fact: IngressFact,
  way: Way,
): PathReading | null {
  const { path } = way;
  if (path && dialect.readingOf) {
    return dialect.readingOf(fact, way);
  }
  switch (path && (path.pathType ?? 'ImplementationSpecific')) {
    case null:
      return null;
    case 'Exact':
      return 'exact';
    case 'Prefix':
      return dialect.prefix;
    default:
      return dialect.implementationSpecific(fact, path?.path ?? '');
  }
}

/** Whether a host is one of those that an entry is for. */
export function entryTakesHost(
  { way, rule }: DialectEntry,
  host: string,
  dialect: Dialect,
): boolean {
  const isOther = rule?.hosts.some(pattern =>
    matchesGlob(pattern.toLowerCase(), host),
  );
  const isOpen = way.host.kind === 'any' && (rule?.hosts.length ?? 0) > 0;
  return isOther || (!isOpen && takesHost(way.host, host, dialect));
}

/** Whether a request is taken: element by element a last slash means nothing (HTTPIngressPath.pathType). */
export function takesPath(
  entry: DialectEntry,
  request: AskedRequest,
): 'yes' | 'no' | 'unknown' {
  const { rule, conditions, way } = entry;
  const paths = rule?.paths ?? [];
  const isOpen = way.path !== null && !way.path.path && paths.length > 0;
  const answer = paths.some(pattern => matchesGlob(pattern, request.path))
    ? 'yes'
    : matchOwnPath(entry, request.path);
  if (
    answer === 'no' ||
    (isOpen && !paths.some(pattern => matchesGlob(pattern, request.path)))
  ) {
    return 'no';
  }
  if (!rule) {
    return conditions.length > 0 ? 'unknown' : answer;
  }
  const holds = rule.holds(request);
  return holds === 'yes' ? answer : holds;
}

function matchOwnPath(
  { reading, path: own }: DialectEntry,
  path: string,
): 'yes' | 'no' | 'unknown' {
  switch (reading) {
    case null:
      return 'yes';
    case 'exact':
      return own === path ? 'yes' : 'no';
    case 'text':
      return path.startsWith(own) ? 'yes' : 'no';
    case 'caseless-text':
      return path.toLowerCase().startsWith(own.toLowerCase()) ? 'yes' : 'no';
    case 'open-text':
      return path.startsWith(own.replace(/\/$/, '')) ? 'yes' : 'no';
    case 'regex':
      return matchesRegex(own, path);
    case 'glob':
      return matchesGlob(own, path) ? 'yes' : 'no';
    case 'element': {
      const stem = own.replace(/\/+$/, '');
      return path === stem || path.startsWith(`${stem}/`) ? 'yes' : 'no';
    }
    default:
      return 'unknown';
  }
}

/** Kong marks it by `/~`. An alternative would stand beside the host too, which is before the path in what HAProxy matches. */
function matchesRegex(pattern: string, path: string): 'yes' | 'no' | 'unknown' {
  const regex = pattern.includes('|')
    ? undefined
    : boundedRegex(`^${pattern.replace(/^\/~/, '')}`, '');
  const match = regex?.exec(path);
  if (match === undefined) {
    return 'unknown';
  }
  return match ? 'yes' : 'no';
}

/** The length that counts: a last slash of a prefix means nothing, nor does a wildcard. */
export function pathLength({ reading, path }: DialectEntry): number {
  switch (reading) {
    case null:
      return -1;
    case 'element':
      return path.replace(/\/+$/, '').length;
    case 'glob':
      return path.replace(/\*.*$/, '').length;
    default:
      return path.length;
  }
}
