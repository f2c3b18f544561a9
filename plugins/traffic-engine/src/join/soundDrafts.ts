import type { DependencyDraft } from '../model/drafts';
import type { SourceProblem } from '../sources/Source';
import { parseAddress } from '../match/cidr';

/** What host names are made of, with the wildcards of all APIs. */
const HOST = /^[-\w.*]+$/;
const MAX_HOST_CHARS = 255;

/**
 * The dependencies that lead somewhere: an object may have a URL, with a password in it, where the name of a host belongs, and
 * numbers that are no ports. What is left out is a problem of its object, without a word of what stands there. The same list
 * where all are sound.
 */
export function soundDrafts(drafts: readonly DependencyDraft[]): {
  readonly sound: readonly DependencyDraft[];
  readonly problems: readonly SourceProblem[];
} {
  const problems: SourceProblem[] = [];
  const sound = drafts.filter(draft => {
    const message = whyUnsound(draft);
    if (message !== undefined) {
      problems.push(
        ...draft.evidence.flatMap(({ provenance }) =>
          provenance
            ? [
                {
                  severity: 'error' as const,
                  object: provenance.object,
                  path: provenance.path,
                  message,
                },
              ]
            : [],
        ),
      );
    }
    return message === undefined;
  });
  const unique = new Map(
    problems.map(problem => [
      JSON.stringify([problem.object, problem.path, problem.message]),
      problem,
    ]),
  );
  return problems.length === 0
    ? { sound: drafts, problems }
    : { sound, problems: [...unique.values()] };
}

function whyUnsound({
  destination,
  port,
}: DependencyDraft): string | undefined {
  if (destination.kind === 'host') {
    const { host } = destination;
    const isHost = HOST.test(host) || parseAddress(host) !== undefined;
    if (!isHost || host.length > MAX_HOST_CHARS) {
      return 'What stands here is no name of a host (a name has no scheme, user or path), so no dependency is made of it.';
    }
  }
  return typeof port === 'number' && (port < 1 || port > 65_535)
    ? 'A port number lies between 1 and 65535, so no dependency is made of this.'
    : undefined;
}
