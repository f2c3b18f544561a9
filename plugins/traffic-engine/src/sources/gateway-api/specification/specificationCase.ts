import type {
  Attachment,
  Condition,
  Listener,
  RequestOutcome,
} from '@portolan/plugin-traffic-common';
import { explainRequest } from '../../../request/explainRequest';
import { snapshotFrom } from '../../../testing/snapshotFrom';
import { serviceIndex } from '../../../topology/serviceIndex';
import { envoyGateway } from '../../envoy-gateway';
import { gatewayApi, gatewayApiTranslation } from '..';

const SOURCES = [gatewayApi, envoyGateway];
const KINDS = [
  ...SOURCES.flatMap(({ reads, readsIfGiven = [] }) => [
    ...reads,
    ...readsIfGiven,
  ]),
  ...serviceIndex.reads,
];

/** One case written from the specification alone: objects, and what must become of them. */
export interface SpecificationCase {
  readonly name: string;
  readonly objects: readonly object[];
  /** By `route@gateway` (and `:section`): the conditions, see `renderConditions`. */
  readonly routes?: Readonly<Record<string, string>>;
  /** By `gateway:listener`, or `set:listener`: how many routes, then the conditions that are not fine. */
  readonly listeners?: Readonly<Record<string, string>>;
  /** By `METHOD URL`, with headers after it as `Name: value`; see `renderOutcome`. */
  readonly requests?: Readonly<Record<string, string>>;
}

/** What the engine says of a case, in the words of its expectations and for the same questions. */
export function answerCase(
  item: SpecificationCase,
): Pick<SpecificationCase, 'routes' | 'listeners' | 'requests'> {
  const { routes, listeners, requests } = item;
  const snapshot = snapshotFrom(item.objects, { kinds: KINDS });
  const translation = snapshot.index(gatewayApiTranslation);
  return {
    ...(routes ? { routes: renderRoutes(translation.attachments) } : {}),
    ...(listeners ? { listeners: renderListeners(translation.listeners) } : {}),
    ...(requests
      ? {
          requests: Object.fromEntries(
            Object.keys(requests).map(text => [
              text,
              explainRequest({
                snapshots: [snapshot],
                sources: SOURCES,
                question: readQuestion(text),
              })
                .answers.map(({ outcome }) => renderOutcome(outcome))
                .join(' + ') || 'nobody',
            ]),
          ),
        }
      : {}),
  };
}

function readQuestion(text: string) {
  const [first, ...headers] = text.split(' | ');
  const [method, url, sni] = first.split(' ');
  return {
    method,
    url,
    ...(sni ? { sni } : {}),
    headers: Object.fromEntries(
      headers.map(header => {
        const [name, value] = header.split(': ');
        return [name, value];
      }),
    ),
  };
}

function renderRoutes(
  attachments: readonly Attachment[],
): Record<string, string> {
  return Object.fromEntries(
    attachments.map(({ route, parentRef, predicted }) => {
      const section = parentRef.sectionName ? `:${parentRef.sectionName}` : '';
      const port = parentRef.port === null ? '' : `:${parentRef.port}`;
      return [
        `${route.name}@${parentRef.name}${section}${port}`,
        renderConditions(predicted),
      ];
    }),
  );
}

function renderListeners(
  listeners: readonly Listener[],
): Record<string, string> {
  return Object.fromEntries(
    listeners.map(
      ({ gateway, listenerSet, name, attachedRoutes, predicted }) => [
        `${listenerSet?.name ?? gateway.name}:${name}`,
        [attachedRoutes, renderConditions(predicted)].join(' ').trim(),
      ],
    ),
  );
}

/** `ok`, or the conditions that are not as they should be: `Accepted=False/NoMatchingParent`. */
function renderConditions(conditions: readonly Condition[]): string {
  return (
    conditions
      .filter(
        ({ type, status }) =>
          status !== (type === 'Conflicted' ? 'False' : 'True') ||
          type === 'PartiallyInvalid' ||
          type === 'OverlappingTLSConfig',
      )
      .map(({ type, status, reason }) => `${type}=${status}/${reason}`)
      .join(' ') || 'ok'
  );
}

/** `404`, `302 https://…`, `refused`, `unknown`, or the backends by share: `a 0.9 b 0.1`, failing ones with their status. */
function renderOutcome(outcome: RequestOutcome): string {
  switch (outcome.kind) {
    case 'respond':
      return [outcome.status, outcome.location ?? ''].join(' ').trim();
    case 'forward':
      return outcome.shares
        .filter(({ share }) => share > 0)
        .map(({ backend, share, status, path, host, location, ...rest }) =>
          [
            backend.name,
            ...(share < 1 ? [share.toFixed(2)] : []),
            ...(rest.outcome === 'forwarded' ? [] : [rest.outcome]),
            ...(status === null ? [] : [status]),
            ...(location === null ? [] : [location]),
            ...(rest.outcome === 'forwarded' && host !== null
              ? [`${host}${path}`]
              : []),
          ].join(' '),
        )
        .join(', ');
    default:
      return outcome.kind;
  }
}
