import { atomicList, keyedList, object, oneOf, str, text } from '../build';
import { grpcFilters } from './filters';
import {
  backendFields,
  headerName,
  hostnames,
  parentRefs,
  routeStatus,
  sectionName,
  weight,
} from './parts';

const matchType = oneOf(['Exact', 'RegularExpression'], { default: 'Exact' });

const match = object({
  headers: keyedList(
    'name',
    object(
      { name: headerName, type: matchType, value: text(4096) },
      { required: ['name', 'value'] },
    ),
    { maxItems: 16 },
  ),
  method: object({
    method: str({ maxLength: 1024 }),
    service: str({ maxLength: 1024 }),
    type: matchType,
  }),
});

/** GRPCRoute v1: https://gateway-api.sigs.k8s.io/reference/spec/#grpcroute */
export const grpcRouteSchema = object(
  {
    spec: object({
      hostnames,
      parentRefs,
      rules: atomicList(
        object({
          backendRefs: atomicList(
            object(
              { ...backendFields, filters: grpcFilters, weight },
              { required: ['name'] },
            ),
            { maxItems: 16 },
          ),
          filters: grpcFilters,
          matches: atomicList(match, { maxItems: 64 }),
          name: sectionName,
        }),
        { maxItems: 16 },
      ),
    }),
    status: routeStatus,
  },
  { required: ['spec'] },
);
