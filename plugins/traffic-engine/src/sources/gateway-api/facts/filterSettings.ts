import type { HttpFilter } from './httpFilters';
import type { RuleSetting } from './ruleSettings';

type Description = Omit<RuleSetting, 'path'>;

const DESCRIPTIONS: Readonly<
  Record<string, (filter: HttpFilter) => Description | undefined>
> = {
  RequestHeaderModifier: ({ requestHeaderModifier }) =>
    headers('request', requestHeaderModifier),
  ResponseHeaderModifier: ({ responseHeaderModifier }) =>
    headers('response', responseHeaderModifier),
  RequestMirror: mirror,
  RequestRedirect: redirect,
  URLRewrite: rewrite,
  CORS: cors,
  ExternalAuth: externalAuth,
  DirectResponse: directResponse,
};

/** Names alone: a value may be a credential. */
function headers(
  side: 'request' | 'response',
  change: HttpFilter['requestHeaderModifier'],
): Description {
  const names = {
    set: (change?.set ?? []).map(({ name }) => name).join(', '),
    add: (change?.add ?? []).map(({ name }) => name).join(', '),
    remove: (change?.remove ?? []).join(', '),
  };
  const parts = Object.entries(names).filter(([, list]) => list);
  return {
    aspect: 'headers',
    summary: `${side} headers: ${
      parts.map(([verb, list]) => `${verb} ${list}`).join('; ') || 'no change'
    }`,
    params: Object.fromEntries([['side', side], ...parts]),
    ...(side === 'response'
      ? { needs: 'HTTPRouteResponseHeaderModification' }
      : {}),
  };
}

function mirror({ requestMirror }: HttpFilter): Description | undefined {
  if (!requestMirror) {
    return undefined;
  }
  const { backendRef, percent, fraction } = requestMirror;
  const namespace = backendRef.namespace ? `${backendRef.namespace}/` : '';
  const to = `${namespace}${backendRef.name}${
    backendRef.port ? `:${backendRef.port}` : ''
  }`;
  const share = fraction
    ? `${fraction.numerator ?? 0}/${fraction.denominator ?? 100}`
    : `${percent ?? 100} %`;
  return {
    aspect: 'mirror',
    summary: `${share} of requests to ${to} as well`,
    params: { backend: to, share },
    needs: 'HTTPRouteRequestMirror',
  };
}

function redirect({ requestRedirect }: HttpFilter): Description {
  const { scheme, hostname, port, path, statusCode } = requestRedirect ?? {};
  const to = [
    ...(scheme ? [`scheme ${scheme}`] : []),
    ...(hostname ? [`host ${hostname}`] : []),
    ...(port ? [`port ${port}`] : []),
    ...pathWords(path),
  ];
  return {
    aspect: 'redirect',
    summary: [`${statusCode ?? 302}`, ...to].join(', '),
    params: {
      statusCode: statusCode ?? 302,
      ...(scheme ? { scheme } : {}),
      ...(hostname ? { hostname } : {}),
      ...(port ? { port } : {}),
      ...pathParams(path),
    },
  };
}

function rewrite({ urlRewrite }: HttpFilter): Description {
  const { hostname, path } = urlRewrite ?? {};
  const words = [...(hostname ? [`host ${hostname}`] : []), ...pathWords(path)];
  return {
    aspect: 'rewrite',
    summary: words.join(', ') || 'no change',
    params: { ...(hostname ? { hostname } : {}), ...pathParams(path) },
  };
}

type PathChange = NonNullable<HttpFilter['urlRewrite']>['path'];

function pathWords(path: PathChange): string[] {
  switch (path?.type) {
    case 'ReplaceFullPath':
      return [`path ${path.replaceFullPath || '/'}`];
    case 'ReplacePrefixMatch':
      return [`prefix becomes ${path.replacePrefixMatch || '/'}`];
    default:
      return [];
  }
}

function pathParams(path: PathChange): Record<string, string> {
  const value = path?.replaceFullPath ?? path?.replacePrefixMatch;
  return path && typeof value === 'string' ? { [path.type]: value } : {};
}

function cors({ cors: rules }: HttpFilter): Description {
  const lists = {
    allowOrigins: (rules?.allowOrigins ?? []).join(', '),
    allowMethods: (rules?.allowMethods ?? []).join(', '),
    allowHeaders: (rules?.allowHeaders ?? []).join(', '),
    exposeHeaders: (rules?.exposeHeaders ?? []).join(', '),
  };
  const credentials = rules?.allowCredentials === true;
  return {
    aspect: 'cors',
    summary: `origins ${lists.allowOrigins || 'none'}${
      credentials ? ', with credentials' : ''
    }`,
    params: {
      ...Object.fromEntries(Object.entries(lists).filter(([, list]) => list)),
      allowCredentials: credentials,
      ...(typeof rules?.maxAge === 'number' ? { maxAge: rules.maxAge } : {}),
    },
    needs: 'HTTPRouteCORS',
  };
}

/** Experimental (GEP-1494). */
function externalAuth({ externalAuth: auth }: HttpFilter): Description {
  const backend = auth?.backendRef;
  const to = backend
    ? `${backend.namespace ? `${backend.namespace}/` : ''}${backend.name}${
        backend.port ? `:${backend.port}` : ''
      }`
    : 'a backend that is not named';
  const protocol = auth?.protocol ?? 'HTTP';
  return {
    aspect: 'authentication',
    summary: `external authorization (${protocol}) by ${to}`,
    params: { protocol, backend: to },
  };
}

/** Experimental (GEP-2826); the body may be anything, and is not shown. */
function directResponse({ directResponse: answer }: HttpFilter): Description {
  const statusCode = answer?.statusCode ?? 0;
  return {
    aspect: 'response',
    summary: `the Gateway answers ${statusCode} itself`,
    params: { statusCode },
    needs: 'HTTPRouteDirectResponse',
  };
}

/** What one filter sets; nothing for a filter that another object defines (ExtensionRef), or that is not known. */
export function describeFilter(
  filter: HttpFilter,
  path: string,
): readonly RuleSetting[] {
  const describe = DESCRIPTIONS[filter.type];
  const setting = describe?.(filter);
  return setting ? [{ ...setting, path }] : [];
}
