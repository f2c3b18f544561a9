import type { IncomingMessage } from 'node:http';
import type { FieldValidation } from '../write/checkFields';
import type { WriteOptions } from '../write/ObjectWriter';
import { StatusError } from './StatusError';
import type { Reply } from './Reply';

function invalidParameter(field: string, problem: string): StatusError {
  return new StatusError({
    code: 422,
    reason: 'Invalid',
    message: `Options.meta.k8s.io "" is invalid: ${field}: ${problem}`,
    details: { group: 'meta.k8s.io', kind: 'Options' },
  });
}

function readFieldValidation(query: URLSearchParams): FieldValidation {
  const text = query.get('fieldValidation') || 'Warn';
  if (text === 'Strict' || text === 'Warn' || text === 'Ignore') return text;
  throw invalidParameter(
    'fieldValidation',
    `Unsupported value: ${JSON.stringify(
      text,
    )}: supported values: "", "Ignore", "Strict", "Warn"`,
  );
}

/** Whether only a dry run is wanted. @throws StatusError 422 for anything but `All` */
export function readDryRun(query: URLSearchParams): boolean {
  const values = query.getAll('dryRun').filter(value => value !== '');
  if (values.some(value => value !== 'All')) {
    throw invalidParameter(
      'dryRun',
      `Unsupported value: ${JSON.stringify(values)}: supported values: "All"`,
    );
  }
  return values.length > 0;
}

/** Who a write is attributed to: the query's manager, or the client's program name. */
function readFieldManager(
  query: URLSearchParams,
  request: IncomingMessage,
): string {
  return (
    query.get('fieldManager') ||
    (request.headers['user-agent'] ?? 'unknown').split('/')[0]
  );
}

/** Reads the parameters that all writes have in common. @throws StatusError 422 */
export function readWriteOptions(
  query: URLSearchParams,
  reply: Reply,
): WriteOptions {
  return {
    dryRun: readDryRun(query),
    fieldValidation: readFieldValidation(query),
    fieldManager: readFieldManager(query, reply.request),
    warn: text => reply.warn(text),
  };
}
