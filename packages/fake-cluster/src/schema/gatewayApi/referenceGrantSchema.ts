import { atomicList, object } from '../build';
import { groupName, kindName, namespaceName, objectName } from './parts';

/** ReferenceGrant v1 and v1beta1: https://gateway-api.sigs.k8s.io/reference/spec/#referencegrant */
export const referenceGrantSchema = object(
  {
    spec: object(
      {
        from: atomicList(
          object(
            {
              group: groupName(),
              kind: kindName(),
              namespace: namespaceName,
            },
            { required: ['group', 'kind', 'namespace'] },
          ),
          { minItems: 1, maxItems: 16 },
        ),
        to: atomicList(
          object(
            { group: groupName(), kind: kindName(), name: objectName },
            { required: ['group', 'kind'] },
          ),
          { minItems: 1, maxItems: 16 },
        ),
      },
      { required: ['from', 'to'] },
    ),
  },
  { required: ['spec'] },
);
