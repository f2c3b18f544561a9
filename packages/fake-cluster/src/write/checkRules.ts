import { isJsonObject } from '../model/KubeObject';
import type { JsonObject, KubeObject } from '../model/KubeObject';
import type { ResourceType } from '../model/ResourceType';
import type { FieldProblem } from '../schema/validateSchema';

/** The field of a filter that belongs to each filter type. */
const FIELD_OF_FILTER_TYPE: Readonly<Record<string, string>> = {
  RequestHeaderModifier: 'requestHeaderModifier',
  ResponseHeaderModifier: 'responseHeaderModifier',
  RequestMirror: 'requestMirror',
  RequestRedirect: 'requestRedirect',
  URLRewrite: 'urlRewrite',
  ExtensionRef: 'extensionRef',
  CORS: 'cors',
};

function objectsIn(value: unknown): JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}

function refuse(field: string, message: string): FieldProblem {
  return {
    field,
    reason: 'FieldValueInvalid',
    message: `Invalid value: ${message}`,
  };
}

function checkFilter(filter: JsonObject, field: string): FieldProblem[] {
  const type = String(filter.type);
  return Object.entries(FIELD_OF_FILTER_TYPE).flatMap(([owner, name]) => {
    if (owner === type && filter[name] === undefined) {
      return [
        refuse(
          field,
          `filter.${name} must be specified for ${owner} filter.type`,
        ),
      ];
    }
    return owner !== type && filter[name] !== undefined
      ? [
          refuse(
            field,
            `filter.${name} must be nil if the filter.type is not ${owner}`,
          ),
        ]
      : [];
  });
}

function checkPath(path: unknown, field: string): FieldProblem[] {
  if (!isJsonObject(path) || typeof path.value !== 'string') return [];
  const literal = path.type === 'Exact' || path.type === 'PathPrefix';
  return literal && !path.value.startsWith('/')
    ? [
        refuse(
          field,
          "value must be an absolute path and start with '/' when type one of ['Exact', 'PathPrefix']",
        ),
      ]
    : [];
}

function checkBackendRef(ref: JsonObject, field: string): FieldProblem[] {
  return ref.group === '' && ref.kind === 'Service' && ref.port === undefined
    ? [refuse(field, 'Must have port for Service reference')]
    : [];
}

function checkRule(rule: JsonObject, field: string): FieldProblem[] {
  const filters = objectsIn(rule.filters);
  const backends = objectsIn(rule.backendRefs);
  const redirects = filters.some(filter => filter.requestRedirect);
  return [
    ...(redirects && backends.length
      ? [
          refuse(
            field,
            'RequestRedirect filter must not be used together with backendRefs',
          ),
        ]
      : []),
    ...filters.flatMap((filter, index) =>
      checkFilter(filter, `${field}.filters[${index}]`),
    ),
    ...backends.flatMap((ref, index) =>
      checkBackendRef(ref, `${field}.backendRefs[${index}]`),
    ),
    ...objectsIn(rule.matches).flatMap((match, index) =>
      checkPath(match.path, `${field}.matches[${index}].path`),
    ),
  ];
}

/**
 * The rules between fields that this server knows: those of HTTPRoute that a route form can break (redirect together with
 * backends, filter type and field, absolute paths, port of a Service). A real server has more, as CEL in its
 * CustomResourceDefinitions.
 */
export function checkRules(
  type: ResourceType,
  object: KubeObject,
): FieldProblem[] {
  if (
    type.group !== 'gateway.networking.k8s.io' ||
    type.kind !== 'HTTPRoute' ||
    !isJsonObject(object.spec)
  ) {
    return [];
  }
  return objectsIn(object.spec.rules).flatMap((rule, index) =>
    checkRule(rule, `spec.rules[${index}]`),
  );
}
