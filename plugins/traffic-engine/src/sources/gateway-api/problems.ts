import type { ObjectRef } from '@portolan/plugin-traffic-common';
import type { SourceProblem } from '../Source';
import type { FieldNote } from './facts/parse';

/** An object that could not be read: stated once, and left out of everything else. */
export function parseProblem(
  object: ObjectRef,
  { path, message }: { path: string; message: string },
): SourceProblem {
  return { severity: 'error', object, path, message };
}

/** What was seen in an object and is not translated. */
export function noteProblems(
  object: ObjectRef,
  notes: readonly FieldNote[],
): readonly SourceProblem[] {
  return notes.map(({ severity, path, message }) => ({
    severity,
    object,
    path,
    message,
  }));
}
