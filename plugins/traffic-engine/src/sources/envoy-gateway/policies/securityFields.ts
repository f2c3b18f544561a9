import {
  readFlag,
  readList,
  readRecord,
  readText,
} from '../../../snapshot/read';
import type { PolicyFields, Setting } from './PolicyField';
import { backendWords, objectWords, paramsOf, texts, written } from './words';

/** The fields of a SecurityPolicy. Values of headers and credentials are never shown. */
export const SECURITY_FIELDS: PolicyFields = {
  jwt: {
    reads: ['providers', 'optional', 'failOpen'],
    describe: value => {
      const providers = readList(value, 'providers').map(describeProvider);
      const optional = readFlag(value, 'optional') === true;
      return [
        {
          aspect: 'authentication',
          summary: `JWT from ${providers.join(' or from ') || 'no provider'}${
            optional ? ', or none (optional)' : ''
          }`,
          params: {
            issuers: readList(value, 'providers')
              .map(provider => readText(provider, 'issuer') ?? '')
              .filter(Boolean)
              .join(', '),
            ...paramsOf(value, ['optional', 'failOpen']),
          },
        },
      ];
    },
  },
  oidc: {
    reads: [
      'provider',
      'clientID',
      'clientIDRef',
      'clientSecret',
      'scopes',
      'redirectURL',
      'logoutPath',
    ],
    describe: value => {
      const issuer = readText(readRecord(value, 'provider'), 'issuer') ?? '';
      return [
        {
          aspect: 'authentication',
          summary: `OIDC login at ${issuer || 'a provider without issuer'}`,
          params: {
            issuer,
            ...paramsOf(value, ['redirectURL', 'logoutPath']),
            ...(texts(value, 'scopes').length > 0
              ? { scopes: texts(value, 'scopes').join(' ') }
              : {}),
          },
        },
      ];
    },
  },
  basicAuth: {
    reads: ['users', 'forwardUsernameHeader'],
    describe: value => [
      {
        aspect: 'authentication',
        summary: `basic authentication, users in ${objectWords(
          value,
          'users',
        )}`,
        params: { users: objectWords(value, 'users') },
      },
    ],
  },
  apiKeyAuth: {
    reads: [
      'credentialRefs',
      'extractFrom',
      'forwardClientIDHeader',
      'sanitize',
    ],
    describe: value => {
      const from = readList(value, 'extractFrom').flatMap(place => [
        ...texts(place, 'headers').map(name => `header ${name}`),
        ...texts(place, 'params').map(name => `query parameter ${name}`),
        ...texts(place, 'cookies').map(name => `cookie ${name}`),
      ]);
      return [
        {
          aspect: 'authentication',
          summary: `API key in ${from.join(' or ') || 'no place'}`,
          params: { extractFrom: from.join(', ') },
        },
      ];
    },
  },
  extAuth: {
    reads: [
      'grpc',
      'http',
      'failOpen',
      'headersToExtAuth',
      'bodyToExtAuth',
      'timeout',
    ],
    describe: value => {
      const grpc = readRecord(value, 'grpc');
      const isGrpc = Object.keys(grpc).length > 0;
      const backend = backendWords(isGrpc ? grpc : readRecord(value, 'http'));
      const protocol = isGrpc ? 'gRPC' : 'HTTP';
      const failOpen = readFlag(value, 'failOpen') === true;
      return [
        {
          aspect: 'authentication',
          summary: `external authorization (${protocol}) by ${backend}${
            failOpen ? ', let through when it fails' : ''
          }`,
          params: { protocol, backend, failOpen },
        },
      ];
    },
  },
  cors: {
    reads: [
      'allowOrigins',
      'allowMethods',
      'allowHeaders',
      'exposeHeaders',
      'maxAge',
      'allowCredentials',
    ],
    describe: value => {
      const credentials = readFlag(value, 'allowCredentials') === true;
      const lists = [
        'allowOrigins',
        'allowMethods',
        'allowHeaders',
        'exposeHeaders',
      ].flatMap(name => {
        const list = texts(value, name).join(', ');
        return list ? [[name, list] as const] : [];
      });
      return [
        {
          aspect: 'cors',
          summary: `origins ${
            texts(value, 'allowOrigins').join(', ') || 'none'
          }${credentials ? ', with credentials' : ''}`,
          params: {
            ...Object.fromEntries(lists),
            ...paramsOf(value, ['maxAge', 'allowCredentials']),
          },
        },
      ];
    },
  },
  csrf: {
    reads: ['additionalOrigins'],
    describe: value => {
      const origins = readList(value, 'additionalOrigins')
        .map(origin =>
          typeof origin === 'string' ? origin : readText(origin, 'value') ?? '',
        )
        .filter(Boolean)
        .join(', ');
      return [
        {
          aspect: 'authorization',
          summary: `CSRF: changes only from the own origin${
            origins ? ` and ${origins}` : ''
          }`,
          params: paramsOf({ additionalOrigins: origins || undefined }, [
            'additionalOrigins',
          ]),
        },
      ];
    },
  },
  authorization: { reads: ['rules', 'defaultAction'], describe: authorization },
};

function describeProvider(provider: unknown): string {
  const audiences = texts(provider, 'audiences').join(', ');
  const issuer = readText(provider, 'issuer') ?? '';
  return `${issuer || `provider ${readText(provider, 'name') ?? ''}`}${
    audiences ? ` for ${audiences}` : ''
  }`;
}

/** The first rule that matches decides, then the default action, which is Deny. */
function authorization(value: unknown): readonly Setting[] {
  const rules = readList(value, 'rules').map((rule, index): Setting => {
    const principal = readRecord(rule, 'principal');
    const cidrs = texts(principal, 'clientCIDRs');
    const others = Object.keys(principal).filter(
      name => name !== 'clientCIDRs',
    );
    const who = [
      ...(cidrs.length > 0 ? [`clients ${cidrs.join(', ')}`] : []),
      ...others.map(principalWords(principal)),
      ...(readText(rule, 'cel') ? ['a CEL expression'] : []),
    ];
    const operation = readRecord(rule, 'operation');
    const path = readText(readRecord(operation, 'path'), 'value');
    const methods = texts(operation, 'methods').join(', ');
    const action = readText(rule, 'action') ?? '';
    return {
      aspect:
        action === 'Allow' && cidrs.length > 0 && others.length === 0
          ? 'ip-allow-list'
          : 'authorization',
      summary: `${action} ${who.join(' and ') || 'everyone'}${
        methods ? ` for ${methods}` : ''
      }${path ? ` at ${path}` : ''}`,
      params: {
        action,
        ...(cidrs.length > 0 ? { clientCIDRs: cidrs.join(', ') } : {}),
        ...(methods ? { methods } : {}),
        ...(path ? { path } : {}),
      },
      path: `rules[${index}]`,
    };
  });
  const defaultAction = written(value, 'defaultAction') || 'Deny';
  return [
    ...rules,
    {
      aspect: 'authorization',
      summary: `otherwise ${defaultAction}`,
      params: { defaultAction },
    },
  ];
}

function principalWords(principal: unknown): (name: string) => string {
  return name => {
    switch (name) {
      case 'jwt': {
        const jwt = readRecord(principal, 'jwt');
        const claims = readList(jwt, 'claims').map(
          claim =>
            `${readText(claim, 'name') ?? ''}=${texts(claim, 'values').join(
              '|',
            )}`,
        );
        const scopes = texts(jwt, 'scopes').map(scope => `scope ${scope}`);
        return `a JWT with ${[...claims, ...scopes].join(', ') || 'anything'}`;
      }
      case 'headers':
        return readList(principal, 'headers')
          .map(header => `header ${readText(header, 'name') ?? ''}`)
          .join(', ');
      default:
        return name;
    }
  };
}
