import {
  compileFieldSelector,
  compileLabelSelector,
  SelectorError,
} from '../storage/selectors';
import type { ObjectFilter } from '../storage/selectors';
import { badRequest } from './StatusError';

/** Which objects a list or watch is about. */
export interface Selection {
  matches: ObjectFilter;
  /** A label or field selector narrows it. */
  selective: boolean;
}

/** Reads namespace and selectors of a list or watch. @throws StatusError 400 for a selector that cannot be read */
export function compileSelection(options: {
  query: URLSearchParams;
  kind: string;
  namespace?: string;
}): Selection {
  const { query, kind, namespace } = options;
  const labels = query.get('labelSelector') ?? '';
  const fields = query.get('fieldSelector') ?? '';
  try {
    const byLabel = compileLabelSelector(labels);
    const byField = compileFieldSelector(fields, kind);
    return {
      matches: object =>
        (namespace === undefined || object.metadata.namespace === namespace) &&
        byLabel(object) &&
        byField(object),
      selective: labels.trim() !== '' || fields.trim() !== '',
    };
  } catch (error) {
    if (error instanceof SelectorError) throw badRequest(error.message);
    throw error;
  }
}
