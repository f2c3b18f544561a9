import {
  atomicList,
  int,
  keyedList,
  mapOf,
  object,
  oneOf,
  str,
  text,
} from '../build';
import {
  condition,
  conditions,
  fullReference,
  GATEWAY_GROUP,
  groupName,
  kindName,
  labelSelector,
  pendingConditions,
  portNumber,
  secretReference,
  sectionName,
} from './parts';

const PENDING = pendingConditions(['Accepted', 'Programmed']);
const SAME_NAMESPACE = { from: 'Same' };

const routeKind = object(
  { group: groupName(GATEWAY_GROUP), kind: kindName() },
  { required: ['kind'] },
);

const allowedRoutes = object(
  {
    kinds: atomicList(routeKind, { maxItems: 8 }),
    namespaces: object(
      {
        from: oneOf(['All', 'Selector', 'Same'], { default: 'Same' }),
        selector: labelSelector,
      },
      { default: SAME_NAMESPACE },
    ),
  },
  { default: { namespaces: SAME_NAMESPACE } },
);

const listener = object(
  {
    allowedRoutes,
    hostname: text(253),
    name: sectionName,
    port: portNumber,
    protocol: text(255),
    tls: object({
      certificateRefs: atomicList(secretReference, { maxItems: 64 }),
      mode: oneOf(['Terminate', 'Passthrough'], { default: 'Terminate' }),
      options: mapOf(str({ maxLength: 4096 })),
    }),
  },
  { required: ['name', 'port', 'protocol'] },
);

const clientValidation = object({
  validation: object(
    {
      caCertificateRefs: atomicList(fullReference({ namespaced: true }), {
        minItems: 1,
        maxItems: 16,
      }),
      mode: oneOf(['AllowValidOnly', 'AllowInsecureFallback'], {
        default: 'AllowValidOnly',
      }),
    },
    { required: ['caCertificateRefs'] },
  ),
});

const tls = object({
  backend: object({ clientCertificateRef: secretReference }),
  frontend: object(
    {
      default: clientValidation,
      perPort: keyedList(
        'port',
        object(
          { port: portNumber, tls: clientValidation },
          { required: ['port', 'tls'] },
        ),
        { maxItems: 64 },
      ),
    },
    { required: ['default'] },
  ),
});

const infrastructure = object({
  annotations: mapOf(str({ maxLength: 4096 })),
  labels: mapOf(str({ maxLength: 63 })),
  parametersRef: fullReference({ namespaced: false }),
});

const status = object(
  {
    addresses: atomicList(
      object(
        { type: text(253, { default: 'IPAddress' }), value: text(253) },
        { required: ['value'] },
      ),
      { maxItems: 16 },
    ),
    attachedListenerSets: int(),
    conditions: keyedList('type', condition, { default: PENDING, maxItems: 8 }),
    listeners: keyedList(
      'name',
      object(
        {
          attachedRoutes: int(),
          conditions,
          name: sectionName,
          supportedKinds: atomicList(routeKind, { maxItems: 8 }),
        },
        { required: ['attachedRoutes', 'conditions', 'name'] },
      ),
      { maxItems: 64 },
    ),
  },
  { default: { conditions: PENDING } },
);

/** Gateway v1: https://gateway-api.sigs.k8s.io/reference/spec/#gateway */
export const gatewaySchema = object(
  {
    spec: object(
      {
        addresses: atomicList(
          object({
            type: text(253, { default: 'IPAddress' }),
            value: str({ maxLength: 253 }),
          }),
          { maxItems: 16 },
        ),
        allowedListeners: object({
          namespaces: object(
            {
              from: oneOf(['All', 'Selector', 'Same', 'None'], {
                default: 'None',
              }),
              selector: labelSelector,
            },
            { default: { from: 'None' } },
          ),
        }),
        gatewayClassName: text(253),
        infrastructure,
        listeners: keyedList('name', listener, { minItems: 1, maxItems: 64 }),
        tls,
      },
      { required: ['gatewayClassName', 'listeners'] },
    ),
    status,
  },
  { required: ['spec'] },
);
