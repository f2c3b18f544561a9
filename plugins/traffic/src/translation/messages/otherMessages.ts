/** Texts of findings, the empty states of a binding, and the map. */
export const otherMessages = {
  severity: { error: 'Error', warning: 'Warning', info: 'Note' },
  findings: {
    where: 'Where',
    fix: 'How to fix',
    related: 'Related',
    page: 'About {{code}}',
    notRead_one: '{{count}} field not read or not interpreted',
    notRead_other: '{{count}} fields not read or not interpreted',
    problem: 'Not read: {{message}}',
    controllerDisagrees:
      'The controller does not confirm this, so it may be its own reading of the rules.',
    empty: {
      title: 'No findings',
      incomplete: 'No findings in what could be looked at',
      description:
        'What could be looked at was checked for missing backends, missing grants, refused routes, endpoints that are not ready and hosts with two owners.',
    },
  },
  binding: {
    'no-annotation': {
      title: 'Nothing says which workloads belong to this entity',
      description:
        'Add one of these annotations to the entity, and its URLs and dependencies appear here by themselves. The value is the label {{label}} of the workloads, or a label selector of your own.',
      snippet: 'Annotations for catalog-info.yaml',
    },
    'no-workload': {
      title: 'No workload fits the annotations of this entity',
      description:
        'The clusters were looked at, and no Deployment, StatefulSet, DaemonSet, Job or CronJob in them fits:',
      hint: 'Label the workloads (and the pods in their template) accordingly, or correct the annotation.',
    },
    unknown: {
      title: 'It is not known which workloads belong to this entity',
      description:
        'No cluster could be looked at, so this is no sign that there are none. What is known of each cluster stands above.',
    },
    problem: 'An annotation cannot be read',
    hidden_one: 'One entity is left out by name because you may not see it.',
    hidden_other:
      '{{count}} entities are left out by name because you may not see them.',
    sharedTitle: 'Several entities claim the same workload',
    shared: '{{workload}} in {{cluster}} is claimed by {{entities}}.',
  },
  map: {
    description:
      'From the address to the destination. The tables below say the same in words.',
    column: {
      address: 'Addresses',
      door: 'Gateways',
      route: 'URLs',
      service: 'Services',
      workload: 'Workloads',
      egress: 'Egress gateways',
      destination: 'Destinations',
    },
    kind: {
      address: 'Address',
      door: 'Gateway',
      route: 'URL',
      service: 'Service',
      workload: 'Workload',
      egress: 'Egress gateway',
      destination: 'Destination',
    },
    mesh: 'inside the mesh',
    leadsTo: 'leads to {{targets}}',
    edgeWith: '{{name}} ({{label}})',
    collapsed_one: '{{count}} more',
    collapsed_other: '{{count}} more',
    collapsedIn: 'in {{column}}',
    broken: {
      missing: 'does not exist',
      forbidden: 'not permitted',
      unsupported: 'not supported',
      unknown: 'not known',
      denied: 'denied',
      detached: 'not attached',
      'no-endpoints': 'nothing ready',
    },
  },
  card: {
    authentication: {
      required: 'Authentication',
      'none-seen': 'Open to the internet, no authentication seen',
      unknown: 'Open to the internet, authentication not known',
    },
    certificate: {
      expired: 'Certificate expired',
      'wrong-host': 'Certificate of another host',
      missing: 'Certificate missing',
      expiring: 'Certificate expires soon',
    },
    hairpin: 'through our own public URL',
    urls: {
      more_one: '{{count}} more URL in Traffic',
      more_other: '{{count}} more URLs in Traffic',
      all: 'All in Traffic',
    },
    dependsOn: {
      more_one: '{{count}} more dependency in Traffic',
      more_other: '{{count}} more dependencies in Traffic',
      all: 'All in Traffic',
    },
  },
} as const;
