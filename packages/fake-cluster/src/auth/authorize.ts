import { StatusError } from '../server/StatusError';
import type { RequestInfo } from '../server/requestInfo';
import type { Caller, RbacRule } from './FakeUser';

/** One question to RBAC about a kind. */
export interface ResourceAccess {
  verb: string;
  group: string;
  resource: string;
  subresource?: string;
  namespace?: string;
  name?: string;
}

/** Paths that a stock cluster shows to everyone (role system:public-info-viewer). */
const PUBLIC_PATHS = ['/version', '/healthz', '/livez', '/readyz'];
/** Paths that a stock cluster shows to every signed-in user (role system:discovery). */
const DISCOVERY_PATHS = ['/api', '/apis', '/openapi'];
/** Kinds about oneself that every signed-in user may create (role system:basic-user). */
const SELF_REVIEWS = [
  'selfsubjectaccessreviews',
  'selfsubjectrulesreviews',
  'selfsubjectreviews',
];

function includes(list: readonly string[], value: string): boolean {
  return list.includes('*') || list.includes(value);
}

function isUnder(path: string, prefixes: readonly string[]): boolean {
  return prefixes.some(
    prefix => path === prefix || path.startsWith(`${prefix}/`),
  );
}

function allows(rule: RbacRule, access: ResourceAccess): boolean {
  const resource = access.subresource
    ? `${access.resource}/${access.subresource}`
    : access.resource;
  return (
    includes(rule.verbs, access.verb) &&
    includes(rule.groups, access.group) &&
    includes(rule.resources, resource) &&
    (!rule.namespaces ||
      (access.namespace !== undefined &&
        rule.namespaces.includes(access.namespace)))
  );
}

/** Whether the caller may do this to this kind. */
export function isAllowed(caller: Caller, access: ResourceAccess): boolean {
  if (!caller.authenticated) return false;
  if (!caller.rules) return true;
  if (access.verb === 'create' && SELF_REVIEWS.includes(access.resource)) {
    return true;
  }
  return caller.rules.some(rule => allows(rule, access));
}

/** Whether the caller may read a path that is no kind's. */
export function isPathAllowed(caller: Caller, path: string): boolean {
  if (isUnder(path, PUBLIC_PATHS)) return true;
  if (!caller.authenticated) return false;
  return !caller.rules || isUnder(path, DISCOVERY_PATHS);
}

function resourceRefusal(caller: Caller, access: ResourceAccess): StatusError {
  const resource = access.subresource
    ? `${access.resource}/${access.subresource}`
    : access.resource;
  const qualified = access.group
    ? `${access.resource}.${access.group}`
    : access.resource;
  const scope = access.namespace
    ? `in the namespace "${access.namespace}"`
    : 'at the cluster scope';
  const name = access.name ? ` "${access.name}"` : '';
  return new StatusError({
    code: 403,
    reason: 'Forbidden',
    message: `${qualified}${name} is forbidden: User "${caller.name}" cannot ${access.verb} resource "${resource}" in API group "${access.group}" ${scope}`,
    details: {
      ...(access.name ? { name: access.name } : {}),
      ...(access.group ? { group: access.group } : {}),
      kind: access.resource,
    },
  });
}

/** The 403 of this request in the real server's words. */
export function refusalOf(caller: Caller, info: RequestInfo): StatusError {
  return info.resource
    ? resourceRefusal(caller, accessOf(info.verb, info.resource))
    : new StatusError({
        code: 403,
        reason: 'Forbidden',
        message: `forbidden: User "${caller.name}" cannot ${info.verb} path "${info.path}"`,
        details: {},
      });
}

/** Throws 403 unless the caller may make this request. Asked before the kind is looked up, as the real server does. */
export function authorize(caller: Caller, info: RequestInfo): void {
  const allowed = info.resource
    ? isAllowed(caller, accessOf(info.verb, info.resource))
    : isPathAllowed(caller, info.path);
  if (!allowed) throw refusalOf(caller, info);
}

function accessOf(
  verb: string,
  resource: NonNullable<RequestInfo['resource']>,
): ResourceAccess {
  return {
    verb,
    group: resource.group,
    resource: resource.plural,
    subresource: resource.subresource,
    namespace: resource.namespace,
    name: resource.name,
  };
}
