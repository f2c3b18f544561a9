import { atomicList, keyedList, object, oneOf, str, text } from '../build';
import { httpFilters, httpMethod } from './filters';
import {
  backendFields,
  headerName,
  hostnames,
  parentRefs,
  routeStatus,
  sectionName,
  weight,
} from './parts';

const EVERY_PATH = { type: 'PathPrefix', value: '/' };
const duration = str({ pattern: '^([0-9]{1,5}(h|m|s|ms)){1,4}$' });

function valueMatch(maxLength: number) {
  return keyedList(
    'name',
    object(
      {
        name: headerName,
        type: oneOf(['Exact', 'RegularExpression'], { default: 'Exact' }),
        value: text(maxLength),
      },
      { required: ['name', 'value'] },
    ),
    { maxItems: 16 },
  );
}

const match = object({
  headers: valueMatch(4096),
  method: httpMethod,
  path: object(
    {
      type: oneOf(['Exact', 'PathPrefix', 'RegularExpression'], {
        default: 'PathPrefix',
      }),
      value: str({ default: '/', maxLength: 1024 }),
    },
    { default: EVERY_PATH },
  ),
  queryParams: valueMatch(1024),
});

const backendRef = object(
  { ...backendFields, filters: httpFilters, weight },
  { required: ['name'] },
);

/** HTTPRoute v1: https://gateway-api.sigs.k8s.io/reference/spec/#httproute */
export const httpRouteSchema = object(
  {
    spec: object({
      hostnames,
      parentRefs,
      rules: atomicList(
        object({
          backendRefs: atomicList(backendRef, { maxItems: 16 }),
          filters: httpFilters,
          matches: atomicList(match, {
            default: [{ path: EVERY_PATH }],
            maxItems: 64,
          }),
          name: sectionName,
          timeouts: object({ backendRequest: duration, request: duration }),
        }),
        {
          default: [{ matches: [{ path: EVERY_PATH }] }],
          minItems: 1,
          maxItems: 16,
        },
      ),
    }),
    status: routeStatus,
  },
  { required: ['spec'] },
);
