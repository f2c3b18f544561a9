import { createTranslationRef } from '@backstage/frontend-plugin-api';

/** Every text that people read or hear in the form "New gateway route", in English. */
export const routeTemplateTranslationRef = createTranslationRef({
  id: 'plugin.scaffolder.traffic',
  messages: {
    action: { retry: 'Try again' },
    failure: {
      titleRefused: 'You may not make this route',
      titleFailed: 'The traffic backend could not answer',
      unreachable:
        'The traffic backend cannot be reached. Look at your connection, then try again.',
      signedOut: 'The portal does not know you any more. Sign in again.',
      forbidden:
        'You may not make routes for this component. Ask its owner, or an administrator of the portal, for the permission traffic.route.create.',
      notInstalled:
        'The portal has no traffic backend. An administrator can add @portolan/plugin-traffic-backend to it.',
      backend: 'The traffic backend failed. Try again in a moment.',
    },
    component: {
      label: 'Component',
      loading: 'Looking for your components',
      none: 'You own no component that runs in a cluster. A component is found there by the annotation backstage.io/kubernetes-id or backstage.io/kubernetes-label-selector.',
      failed: 'The catalog could not be asked which components you own.',
      notOwned: '{{name}} (not one of yours)',
      missing: 'Choose the component that the route is for.',
    },
    route: {
      chooseComponent: 'Go back and choose a component first.',
      loading: 'Looking where the component runs',
      noPlace:
        '{{entityRef}} has no Service in any cluster that can be seen, so there is nothing that a route could lead to. Give it a Service first, or look at its Traffic tab for what is not known.',
      place: 'Where',
      placeOption: '{{namespace}} in {{cluster}}',
      services: 'Service and port',
      service: 'Service and port {{number}}',
      noService: 'There is no Service with a port in this namespace.',
      serviceOption: '{{service}}:{{port}}',
      serviceOptionNamed: '{{service}}:{{port}} ({{name}})',
      weight: 'Weight of {{service}}',
      addService: 'Share with another Service',
      removeService: 'Remove {{service}}',
      listener: 'Gateway and listener',
      noListener: 'This cluster has no Gateway with a listener for HTTP.',
      listenerOption: '{{gateway}} › {{listener}}',
      listenerServes: '{{protocol}} on port {{port}}, {{host}}',
      anyHost: 'any host',
      listenerUnknown:
        'Whether it would take a route from {{namespace}} is not known.',
      hosts: 'Host',
      host: 'Host {{number}}',
      hostDescription: 'Such as {{example}}',
      hostAny: 'Leave it empty to serve every host of the listener',
      addHost: 'Add a host',
      removeHost: 'Remove {{host}}',
      match: 'Requests',
      pathType: 'Path is compared',
      pathPrefix: 'by its beginning',
      pathExact: 'as a whole',
      path: 'Path',
      method: 'Method',
      anyMethod: 'Every method',
      timeout: 'Timeout of a request',
      timeoutDescription: 'Such as 10s; none when empty',
      name: 'Name of the HTTPRoute',
    },
    reason: {
      NotAllowedByListeners:
        'It does not take routes from namespace {{namespace}}. Whoever runs the Gateway can allow it under allowedRoutes.',
      NoMatchingListenerHostname: 'Its host does not fit.',
      other:
        'It would not take a route from namespace {{namespace}}: {{reason}}.',
    },
    availability: {
      title: 'Availability',
      checking: 'Looking whether anything answers there …',
      free: 'Nothing else answers {{url}}.',
      noUrl: 'The route would create no URL as it is.',
      refusal: '{{path}}: {{message}}',
      sameMatch:
        '{{url}} is answered already by {{route}} in cluster {{cluster}}. Choose another host or path.',
      sameHost: '{{route}} in cluster {{cluster}} uses the same host: {{url}}.',
    },
    missing: {
      route:
        'Wait until the form knows where the component runs, then fill it in.',
      backend: 'Choose a Service and a port.',
      listener: 'Choose a listener that accepts the route.',
      name: 'Give the HTTPRoute a name.',
      weight: 'Give every Service a whole number as its weight.',
    },
    effect: {
      loading: 'Asking what the route would do',
      incomplete: 'Go back and fill in the route first.',
      notApplied: 'It cannot be applied from here',
      refused: 'The API would refuse this route',
      urls: 'URLs',
      created: '{{url}} is created. No controller has looked yet.',
      changed: '{{url}} is changed.',
      removed: '{{url}} is removed.',
      noUrl: 'No URL is created or changed.',
      conflicts: 'Conflicts, in all clusters',
      noConflict: 'No other route asks for the same requests.',
      findings: 'Findings',
      introduced: 'Introduced: {{code}} {{message}}',
      fixed: 'Fixed: {{code}} {{message}}',
      unchanged_one: '{{count}} stays as it is.',
      unchanged_other: '{{count}} stay as they are.',
      noChange: 'None is introduced and none is fixed.',
      grants: 'ReferenceGrants',
      noGrant: 'The route needs none.',
      grantIncluded:
        'A ReferenceGrant in namespace {{namespace}} lets the route use Service {{service}}; it is part of this change.',
      grantNeeded:
        'Service {{service}} is in namespace {{namespace}}, which must allow the route with a ReferenceGrant.',
      includeGrants: 'Also make the ReferenceGrants that the route needs',
      unknown: 'Not known',
      unknownCluster:
        'Cluster {{cluster}} could not be looked at in full, so the effect there is not known: {{kinds}}.',
      hidden_one:
        '{{count}} more concerns an entity that you may not see, and is not listed.',
      hidden_other:
        '{{count}} more concern entities that you may not see, and are not listed.',
      manifests: 'Manifests',
      manifest: 'Manifest of {{kind}} {{name}}',
    },
  },
});
