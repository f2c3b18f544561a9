import type {
  Attachment,
  Backend,
  Certificate,
  Condition,
  ControllerVerdict,
  Entry,
  Listener,
  Route,
  RouteVerdict,
  Tls,
} from '@portolan/plugin-traffic-common';
import { columns, type RenderRef } from './columns';

/** `route  URL  match  via door  →  backends  verdict  [object field]`. */
export function renderRoute(route: Route, name: RenderRef): string {
  return columns(
    'route',
    route.url,
    renderMatch(route),
    `via ${renderEntry(route.entry, name)}`,
    renderTls(route.tls),
    '→',
    renderTarget(route),
    renderVerdict(route.predicted),
    renderReported(route.reported),
    route.agreement === 'disagree' ? 'the controller disagrees' : '',
    `[${name(route.object)} ${route.provenance[0]?.path ?? ''}]`,
  );
}

function renderMatch({ match }: Route): string {
  return [
    ...(match.method ? [match.method] : []),
    ...match.headers.map(item => `header ${renderValueMatch(item)}`),
    ...match.queryParams.map(item => `query ${renderValueMatch(item)}`),
    ...(match.conditions ?? []),
  ].join(', ');
}

function renderValueMatch(item: {
  type: string;
  name: string;
  value: string;
}): string {
  return `${item.name}${item.type === 'Exact' ? '=' : '~'}${item.value}`;
}

function renderEntry(entry: Entry | null, name: RenderRef): string {
  switch (entry?.kind) {
    case 'listener':
      return `${name(entry.gateway)}:${entry.listener}`;
    case 'ingress-class':
      return entry.className === null
        ? 'no class'
        : `class ${entry.className} (${
            entry.controller ?? 'controller not known'
          })`;
    case 'entry-point':
      return `entry point ${entry.name}`;
    case 'service':
      return name(entry.service);
    case 'mesh':
      return 'the mesh';
    default:
      return 'nothing';
  }
}

function renderTls({ mode, certificates }: Tls): string {
  if (mode === 'none') {
    return '';
  }
  return [`tls ${mode}`, ...certificates.map(renderCertificate)].join(', ');
}

function renderCertificate({ ref, state, facts, covers }: Certificate): string {
  if (!ref && state === 'unknown') {
    return 'the controller’s default certificate';
  }
  const name = ref
    ? `Secret ${ref.namespace}/${ref.name} ${state}`
    : `certificate ${state}`;
  if (!facts) {
    return name;
  }
  const { names, notAfter, from } = facts;
  return [
    name,
    ` (${names.join(' ')} until ${notAfter.slice(0, 10)}`,
    from === 'cert-manager' ? ', as cert-manager states)' : ')',
    covers === false ? ' does not cover the host' : '',
  ].join('');
}

function renderTarget(route: Route): string {
  const { redirect, backends } = route;
  if (redirect) {
    const { scheme, hostname, port, path } = redirect;
    const to = [
      scheme ? `${scheme}:` : '',
      hostname ? `//${hostname}` : '',
      port === null ? '' : `:${port}`,
      path ?? '',
    ].join('');
    return `redirect ${redirect.statusCode} ${to}`.trim();
  }
  return backends.length === 0
    ? 'no backend'
    : backends.map(renderBackend).join(', ');
}

function renderBackend(backend: Backend): string {
  const { ref, port, share, state, reason } = backend;
  const kind = ref.kind === 'Service' ? '' : `${ref.kind} `;
  const target = `${kind}${ref.namespace}/${ref.name}${
    port === null ? '' : `:${port}`
  } ${Math.round(share * 1000) / 10} %`;
  const elsewhere = (backend.elsewhere ?? [])
    .map(
      ({ cluster, ready }) =>
        `, ${ready ?? '?'} ready in cluster ${cluster} of the mesh`,
    )
    .join('');
  return state === 'resolved'
    ? `${target} (${renderEndpoints(backend)}${elsewhere})`
    : `✗ ${target} ${state}${reason ? ` (${reason})` : ''}${elsewhere}`;
}

function renderEndpoints({ endpoints }: Backend): string {
  switch (endpoints.state) {
    case 'known':
      return `${endpoints.ready}/${endpoints.total} ready`;
    case 'external':
      return `external ${endpoints.host}`;
    case 'none':
      return endpoints.why;
    default:
      return 'endpoints not known';
  }
}

function renderVerdict({ state, reasons }: RouteVerdict): string {
  return reasons.length === 0
    ? state
    : `${state}: ${reasons.map(({ code }) => code).join(', ')}`;
}

/** A controller's words, or nothing where it has not spoken. */
export function renderReported(reported: ControllerVerdict): string {
  switch (reported.state) {
    case 'reported':
      return reported.conditions.length === 0
        ? 'the controller gave it an address'
        : `controller says ${renderConditions(reported.conditions)}`;
    case 'pending':
      return 'the controller has not looked at this version';
    case 'no-status':
      return 'this kind reports no status';
    default:
      return '';
  }
}

/** `Accepted=True/Accepted`, or `Admitted=True` where no reason is given, one after the other. */
export function renderConditions(conditions: readonly Condition[]): string {
  return conditions
    .map(({ type, status, reason }) =>
      [`${type}=${status}`, reason].filter(part => part !== '').join('/'),
    )
    .join(' ');
}

export function renderListener(listener: Listener, name: RenderRef): string {
  const { protocol, port, hostname, attachedRoutes } = listener;
  return columns(
    'listener',
    `${name(listener.gateway)}:${listener.name}`,
    `${protocol} ${port} ${hostname ?? 'any host'}`,
    renderTls(listener.tls),
    `${attachedRoutes} attached`,
    renderConditions(listener.predicted),
    renderReported(listener.reported),
  );
}

export function renderAttachment(item: Attachment, name: RenderRef): string {
  const { parentRef, listeners } = item;
  const section = [
    ...(parentRef.sectionName ? [parentRef.sectionName] : []),
    ...(parentRef.port === null ? [] : [String(parentRef.port)]),
  ].join(':');
  return columns(
    'attach',
    name(item.route),
    `to ${parentRef.kind} ${parentRef.namespace}/${parentRef.name}${
      section ? `:${section}` : ''
    }`,
    listeners.length === 0 ? 'no listener' : `listeners ${listeners.join(' ')}`,
    renderConditions(item.predicted),
    renderReported(item.reported),
    item.agreement === 'disagree' ? 'the controller disagrees' : '',
  );
}
