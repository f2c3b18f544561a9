import type { Gateway } from '@portolan/plugin-traffic-common';
import { columns, type RenderRef } from './columns';
import { renderConditions, renderReported } from './renderRoute';

/** One line for a Gateway, and one for each ListenerSet that names it: addresses, what is predicted and what is reported. */
export function renderGateway(gateway: Gateway, name: RenderRef): string[] {
  const { ref, className, controller, addresses } = gateway;
  return [
    columns(
      'gateway',
      name(ref),
      `class ${className} (${controller ?? 'controller not known'})`,
      addresses.length === 0
        ? 'no address'
        : addresses.map(({ value }) => value).join(' '),
      renderConditions(gateway.predicted),
      renderReported(gateway.reported),
      gateway.agreement === 'disagree' ? 'the controller disagrees' : '',
    ),
    ...gateway.listenerSets.map(set =>
      columns(
        'listeners',
        name(set.ref),
        `of ${name(ref)}`,
        renderConditions(set.predicted),
        renderReported(set.reported),
      ),
    ),
  ];
}
