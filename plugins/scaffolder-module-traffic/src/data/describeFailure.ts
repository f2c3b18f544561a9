import { ResponseError } from '@backstage/errors';
import type { FieldText } from '../translation/useFieldText';

interface FailureText {
  kind: 'refused' | 'failed';
  sentence: string;
}

/** Why the backend gave no answer, in its own sentence where it has one. */
export function describeFailure(t: FieldText, failure: unknown): FailureText {
  if (!(failure instanceof ResponseError)) {
    return { kind: 'failed', sentence: t('failure.unreachable') };
  }
  const { statusCode, cause } = failure;
  // An answer of the plugin carries an error with a name of its own; a router or a proxy in front of it does not.
  const detail = cause.name === 'Error' ? undefined : cause.message;
  switch (statusCode) {
    case 401:
      return { kind: 'refused', sentence: t('failure.signedOut') };
    case 403:
      return { kind: 'refused', sentence: detail ?? t('failure.forbidden') };
    case 404:
      return {
        kind: 'failed',
        sentence: detail ?? t('failure.notInstalled'),
      };
    default:
      return { kind: 'failed', sentence: detail ?? t('failure.backend') };
  }
}
