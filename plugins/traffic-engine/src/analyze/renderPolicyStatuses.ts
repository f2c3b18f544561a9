import type { Policy } from '@portolan/plugin-traffic-common';
import { columns, type RenderRef } from './columns';
import { renderConditions, renderReported } from './renderRoute';

/** One line for each ancestor of a policy, and one for each target that is not there. */
export function renderPolicyStatuses(
  { object, targets, ancestors }: Policy,
  name: RenderRef,
): string[] {
  return [
    ...ancestors.map(({ ref, sectionName, predicted, reported, agreement }) =>
      columns(
        'status',
        name(object),
        `at ${withSection(name(ref), sectionName)}`,
        renderConditions(predicted),
        renderReported(reported),
        agreement === 'disagree' ? 'the controller disagrees' : '',
      ),
    ),
    ...targets
      .filter(({ state }) => state === 'missing')
      .map(({ ref, sectionName }) =>
        columns(
          'status',
          name(object),
          `for ${withSection(name(ref), sectionName)}`,
          'the target is not there',
        ),
      ),
  ];
}

function withSection(text: string, sectionName: string | null): string {
  return sectionName === null ? text : `${text}:${sectionName}`;
}
