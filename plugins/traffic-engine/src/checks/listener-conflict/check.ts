import type { Listener } from '@portolan/plugin-traffic-common';
import { refKey } from '../../model/refs';
import { groupBy } from '../../snapshot/groupBy';
import type { Check } from '../Check';
import { saysFalse } from '../routeFacts';

/** Listeners of one Gateway that requests cannot be told apart by, so that they are refused. */
export const listenerConflict: Check = {
  id: 'listener-conflict',
  code: 'TRF110',
  severity: 'error',
  title: 'Listeners conflict',
  message:
    '{{kind}} {{object}}: {{listeners}} at port {{port}} cannot be told apart from another listener there ({{reason}}), and so take no requests.',
  fix: 'Give each listener of port {{port}} a hostname of its own, or another port; TCP shares a port with nothing that is told apart by name.',
  reads: [],
  run: ({ model }) => {
    const refused = model.listeners.filter(isConflicted);
    const causes = groupBy(
      refused,
      ({ provenance, port }) => `${refKey(provenance.object)}|${port}`,
    );
    return [...causes.values()].map(group => {
      const sorted = [...group].sort(byPlace);
      const [first] = sorted;
      const { object } = first.provenance;
      return {
        at: first.provenance,
        params: {
          kind: object.kind,
          object: `${object.namespace}/${object.name}`,
          listeners: `${sorted.length === 1 ? 'listener' : 'listeners'} ${sorted
            .map(({ name }) => name)
            .join(', ')}`,
          port: first.port,
          reason: [...new Set(sorted.map(reasonOf))].join(', '),
        },
        related: [first.gateway],
        entities: [],
        controllerDisagrees: sorted.every(({ reported }) =>
          saysFalse(reported, 'Conflicted'),
        ),
      };
    });
  },
};

function isConflicted({ predicted }: Listener): boolean {
  return predicted.some(
    ({ type, status }) => type === 'Conflicted' && status === 'True',
  );
}

function reasonOf({ predicted }: Listener): string {
  return predicted.find(({ type }) => type === 'Conflicted')?.reason ?? '';
}

function byPlace(a: Listener, b: Listener): number {
  return indexOf(a) - indexOf(b);
}

/** `spec.listeners[10]` comes after `spec.listeners[9]`. */
function indexOf({ provenance }: Listener): number {
  return Number(/\[(\d+)\]/.exec(provenance.path)?.[1] ?? 0);
}
