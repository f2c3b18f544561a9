/** Texts of the page of all hosts. */
export const hostMessages = {
  hosts: {
    title: 'Hosts',
    summary: '{{total}} hosts, {{unowned}} without an owner',
    filters: 'Filters',
    owner: 'Owner',
    cluster: 'Cluster',
    all: 'All',
    nobody: 'Nobody',
    export: 'Export CSV',
    forbidden:
      'You may not see the list of all hosts. Ask an administrator of the portal for the permission traffic.global.read.',
    column: {
      host: 'Host',
      owner: 'Owner',
      routes: 'Routes',
      clusters: 'Clusters',
      verdict: 'Verdict',
    },
    anyHost: 'Any host',
    unowned: {
      title: 'Nobody',
      'no-backend': 'Its routes lead to no backend.',
      'backend-not-resolved':
        'Its routes name backends that are missing or may not be used.',
      'no-workload': 'No workload stands behind its Services.',
      'workload-not-claimed':
        'No catalog entity claims the workloads behind it.',
      'not-known': 'Not everything on the way to an owner could be looked at.',
    },
    empty: {
      title: 'No host',
      description:
        'Hosts appear here as soon as a route in a watched cluster names one.',
    },
  },
} as const;
