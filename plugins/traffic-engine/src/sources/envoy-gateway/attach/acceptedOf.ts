import type { AttachedPolicy } from '../../../model/drafts';
import type { KubeObject } from '../../../snapshot/KubeObject';
import {
  readList,
  readNumber,
  readRecord,
  readText,
} from '../../../snapshot/read';

/**
 * What the controllers say of a policy's current generation (PolicyStatus.ancestors): accepted where one of its ancestors
 * says so, since a policy may be good at one Gateway and not at another; older statements are about another object.
 */
export function acceptedOf(object: KubeObject): AttachedPolicy['accepted'] {
  const statuses = readList(readRecord(object, 'status'), 'ancestors')
    .flatMap(ancestor => readList(ancestor, 'conditions'))
    .filter(
      condition =>
        readText(condition, 'type') === 'Accepted' &&
        !isStale(condition, object),
    )
    .map(condition => readText(condition, 'status'));
  if (statuses.includes('True')) {
    return 'accepted';
  }
  return statuses.includes('False') ? 'not-accepted' : 'not-known';
}

function isStale(condition: unknown, { metadata }: KubeObject): boolean {
  const observed = readNumber(condition, 'observedGeneration');
  return (
    observed !== undefined &&
    metadata.generation !== undefined &&
    observed < metadata.generation
  );
}
