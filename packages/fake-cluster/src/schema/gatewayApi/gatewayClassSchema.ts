import { keyedList, object, str, text } from '../build';
import {
  condition,
  groupName,
  kindName,
  namespaceName,
  objectName,
  pendingConditions,
} from './parts';

const PENDING = pendingConditions(['Accepted']);

/** GatewayClass v1: https://gateway-api.sigs.k8s.io/reference/spec/#gatewayclass */
export const gatewayClassSchema = object(
  {
    spec: object(
      {
        controllerName: text(253),
        description: str({ maxLength: 64 }),
        parametersRef: object(
          {
            group: groupName(),
            kind: kindName(),
            name: objectName,
            namespace: namespaceName,
          },
          { required: ['group', 'kind', 'name'] },
        ),
      },
      { required: ['controllerName'] },
    ),
    status: object(
      {
        conditions: keyedList('type', condition, {
          default: PENDING,
          maxItems: 8,
        }),
        supportedFeatures: keyedList(
          'name',
          object({ name: str() }, { required: ['name'] }),
          { maxItems: 64 },
        ),
      },
      { default: { conditions: PENDING } },
    ),
  },
  { required: ['spec'] },
);
