import type { AnalysisProblem } from '@portolan/plugin-traffic-common';
import { isRecord } from '../snapshot/read';
import type { AnalysisInput, AnalysisText, Origin } from './AnalysisInput';
import { parseText } from './text/parseText';

/** One value of the input and where it was written. */
export interface SourceDocument {
  readonly value: unknown;
  readonly origin: Origin;
  readonly cluster?: string;
  /** Equal for the documents of one text: a `Cluster` document names the cluster of those that follow in its text. */
  readonly textIndex: number;
}

/** Every document of the input, Lists taken apart, and the problems of those that could not be read. */
export function splitDocuments(inputs: readonly AnalysisInput[]): {
  documents: readonly SourceDocument[];
  problems: readonly AnalysisProblem[];
} {
  const documents: SourceDocument[] = [];
  const problems: AnalysisProblem[] = [];
  inputs.forEach((input, textIndex) => {
    if (isText(input)) {
      const parsed = parseText(input);
      problems.push(...parsed.problems);
      for (const { value, originAt } of parsed.documents) {
        documents.push(
          ...itemsOf(value).map(({ item, root }) => ({
            value: item,
            origin: originAt(root),
            ...(input.cluster !== undefined && { cluster: input.cluster }),
            textIndex,
          })),
        );
      }
    } else {
      const { value, ...rest } = unwrap(input);
      documents.push(
        ...itemsOf(value).map(({ item }) => ({
          value: item,
          ...rest,
          textIndex,
        })),
      );
    }
  });
  return { documents, problems };
}

function isText(input: unknown): input is AnalysisText {
  return (
    isRecord(input) && typeof input.text === 'string' && !('kind' in input)
  );
}

/** A parsed object may come bare or with its origin. */
function unwrap(input: unknown): {
  value: unknown;
  origin: Origin;
  cluster?: string;
} {
  if (!isRecord(input) || !('object' in input) || 'kind' in input) {
    return { value: input, origin: {} };
  }
  const { object, file, line, cluster } = input;
  return {
    value: object,
    origin: {
      ...(typeof file === 'string' && { file }),
      ...(typeof line === 'number' && { line }),
    },
    ...(typeof cluster === 'string' && { cluster }),
  };
}

/** Lists in lists that are taken apart; deeper ones are no objects, and what is said of them says so. */
const MAX_LISTS = 4;

/** The items of a `List` (what `kubectl get -o yaml` prints) or of a typed list (what an API server sends), or the value. */
function itemsOf(
  value: unknown,
  root: readonly (string | number)[] = [],
  lists = MAX_LISTS,
): readonly { item: unknown; root: readonly (string | number)[] }[] {
  if (
    lists === 0 ||
    !isRecord(value) ||
    typeof value.kind !== 'string' ||
    !value.kind.endsWith('List') ||
    !Array.isArray(value.items)
  ) {
    return [{ item: value, root }];
  }
  const { apiVersion, items } = value;
  const kind = value.kind.slice(0, -'List'.length);
  return items.flatMap((item: unknown, index) =>
    itemsOf(
      kind && isRecord(item) ? { apiVersion, kind, ...item } : item,
      [...root, 'items', index],
      lists - 1,
    ),
  );
}
