import type {
  Backend,
  Condition,
  ControllerVerdict,
  Reason,
  Redirect,
  Route,
} from '@portolan/plugin-traffic-common';
import { renderName } from '../../model/describeRef';
import type { TrafficText } from '../../translation/useTrafficText';

/** `infra/public › https`, or the class of an Ingress. */
export function renderEntry(
  t: TrafficText,
  { entry }: Pick<Route, 'entry'>,
): string {
  switch (entry?.kind) {
    case 'listener':
      return t('waysIn.listener', {
        gateway: renderName(entry.gateway),
        listener: entry.listener,
      });
    case 'ingress-class':
      return entry.className
        ? t('waysIn.ingressClass', { name: entry.className })
        : t('waysIn.ingressClassNone');
    case 'entry-point':
      return t('waysIn.entryPoint', { name: entry.name });
    case 'service':
      return t('waysIn.openService', { name: renderName(entry.service) });
    case 'mesh':
      return t('waysIn.mesh');
    default:
      return t('waysIn.noEntry');
  }
}

/** What a request must carry beyond its URL, one phrase each. */
export function renderConditionsOfMatch(
  t: TrafficText,
  { method, headers, queryParams, conditions = [] }: Route['match'],
): string[] {
  return [
    ...(method ? [t('waysIn.matchMethod', { method })] : []),
    ...headers.map(({ type, name, value }) =>
      type === 'RegularExpression'
        ? t('waysIn.matchHeaderRegex', { name, value })
        : t('waysIn.matchHeader', { name, value }),
    ),
    ...queryParams.map(({ type, name, value }) =>
      type === 'RegularExpression'
        ? t('waysIn.matchQueryRegex', { name, value })
        : t('waysIn.matchQuery', { name, value }),
    ),
    ...conditions,
  ];
}

/** Whole percents for people; what is above none stays above none. */
export function renderPercent(share: number): string {
  const percent = Math.round(share * 100);
  return share > 0 && percent === 0 ? '<1' : String(percent);
}

/** `shop/cart:8080`. */
export function renderBackendName(t: TrafficText, backend: Backend): string {
  const name = renderName(backend.ref);
  const named =
    backend.ref.kind === 'Service' ? name : `${backend.ref.kind} ${name}`;
  return backend.port === null
    ? named
    : t('backend.port', { name: named, port: String(backend.port) });
}

/** What is wrong with a backend, or how many of its endpoints are ready, here and in other clusters of the mesh. */
export function renderBackendState(t: TrafficText, backend: Backend): string {
  return (backend.elsewhere ?? []).reduce(
    (here, { cluster, ready }) =>
      ready === null
        ? t('backend.elsewhereUnknown', { here, cluster })
        : t('backend.elsewhere', { here, cluster, ready: String(ready) }),
    renderStateHere(t, backend),
  );
}

function renderStateHere(t: TrafficText, backend: Backend): string {
  const { state, endpoints } = backend;
  if (state !== 'resolved') {
    return t(`backend.${state}`);
  }
  switch (endpoints.state) {
    case 'known':
      return endpoints.total === 0
        ? t('backend.noEndpoints')
        : t('backend.ready', {
            ready: String(endpoints.ready),
            total: String(endpoints.total),
          });
    case 'external':
      return t('backend.external', { host: endpoints.host });
    case 'none':
      return t('backend.noEndpoints');
    default:
      return t('backend.endpointsUnknown');
  }
}

/** Where a redirect sends requests. */
export function renderRedirect(
  t: TrafficText,
  redirect: Redirect,
  route: Route,
): string {
  const status = String(redirect.statusCode);
  const { scheme, hostname, port, path } = redirect;
  if (!scheme && !hostname && port === null && !path) {
    return t('waysIn.redirectSame', { status });
  }
  const host = hostname ?? route.host.value;
  const target = [
    `${scheme ?? route.scheme}://`,
    host || t('waysIn.anyHost'),
    port === null ? '' : `:${port}`,
    path ?? '',
  ].join('');
  return t('waysIn.redirect', { target, status });
}

/** Why the prediction is what it is, in a sentence. */
export function renderReason(t: TrafficText, { code, params }: Reason): string {
  const text = (name: string) =>
    params[name] === undefined ? undefined : String(params[name]);
  return t(`reason.${code}`, {
    subject: subjectOf(params) ?? t('reason.noSubject'),
    reason: text('reason') ?? t('reason.noReason'),
    kind: text('kind') ?? t('reason.noKind'),
    port: text('port') ?? t('reason.noPort'),
    total: text('total') ?? t('reason.noTotal'),
    clusters: text('clusters') ?? t('reason.noSubject'),
  });
}

/** The names under which a reason says what it is about, in order of preference. */
const SUBJECTS = [
  'policy',
  'backend',
  'gateway',
  'className',
  'defaultClass',
  'by',
  'route',
  'filters',
  'controller',
] as const;

function subjectOf(params: Reason['params']): string | undefined {
  if (params.kind !== undefined && params.name !== undefined) {
    return `${params.kind} ${params.name}`;
  }
  const name = SUBJECTS.find(each => params[each] !== undefined);
  return name && String(params[name]);
}

/** `Accepted = False (NotAllowedByListeners)`, in the API's own words. */
export function renderCondition(t: TrafficText, condition: Condition): string {
  const { type, status, reason } = condition;
  return t('controller.condition', { type, status, reason });
}

/** What the controller says, in a few words. */
export function renderControllerVerdict(
  t: TrafficText,
  reported: ControllerVerdict,
): string {
  switch (reported.state) {
    case 'none':
      return t('controller.none');
    case 'no-status':
      return t('controller.noStatus');
    case 'pending':
      return t('controller.pending');
    default: {
      const refusals = reported.conditions.filter(
        ({ status }) => status !== 'True',
      );
      return refusals.length === 0
        ? t('controller.accepts')
        : t('controller.rejects', {
            conditions: refusals
              .map(condition => renderCondition(t, condition))
              .join(', '),
          });
    }
  }
}
